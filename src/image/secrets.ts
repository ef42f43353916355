export { mayBeSecret, secretKind } from '../model/secret-files.ts';
