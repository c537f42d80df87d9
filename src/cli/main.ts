import { keepCompiledCode } from './compile-cache.ts';

// It holds for what is loaded from here on.
keepCompiledCode();

void import('./start.ts');
