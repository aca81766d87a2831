'use strict';

/** The answer to `kernel_info_request`. */
function kernelInfo(tslabVersion, typescriptVersion) {
  return {
    status: 'ok',
    protocol_version: '5.3',
    implementation: 'tslab',
    implementation_version: tslabVersion,
    banner: `TypeScript ${typescriptVersion} (tslab ${tslabVersion}, Node.js ${process.version})`,
    help_links: [],
    language_info: {
      codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
      file_extension: '.ts',
      mimetype: 'text/typescript',
      name: 'typescript',
      nbconvert_exporter: 'script',
      pygments_lexer: 'typescript',
      version: typescriptVersion,
    },
  };
}

module.exports = { kernelInfo };
