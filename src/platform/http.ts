export * from './node/http';
