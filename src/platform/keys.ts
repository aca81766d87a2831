export * from './node/keys';
