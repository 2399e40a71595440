import { versions } from 'node:process';
import { setFlagsFromString } from 'node:v8';

/*
 * Where WebAssembly has called JavaScript a thousand times, V8 exchanges the code between them for a faster one, from a cache
 * of the whole process. The V8 of Node 24 may lose count of it while threads come and go, and then ends the process ("Check
 * failed: jit_page.has_value()", as in nodejs/node issue 64500). Files of networks are read across there, and TF.js allocates:
 * too seldom for 20 ns a call to matter. So the first code stays.
 */
if (versions.v8.startsWith('13.')) setFlagsFromString('--wasm-wrapper-tiering-budget=2147483647');
