import { describeObjectStore } from '../object-store-contract.ts';
import { bucketStore } from './bucket-store.ts';

describeObjectStore('a bucket', () => bucketStore());
