export * from './node/secrets';
