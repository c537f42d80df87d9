import type { Checks } from './validate.ts';

export declare const isHeader: Checks['isHeader'];
export declare const isEnvelope: Checks['isEnvelope'];
export declare const types: Checks['types'];
export declare const explain: Checks['explain'];
