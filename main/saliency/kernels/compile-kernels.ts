import asc from 'assemblyscript/asc';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const source = 'map-kernels.ts';

/** The text of map-kernels.wasm.ts, of map-kernels.ts as it is. @throws Error with what the compiler said. */
export async function compileKernels(): Promise<string> {
  let wasm: Uint8Array | null = null;
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd', '--use', 'abort='];
  const { error, stderr } = await asc.main([source, '--baseDir', import.meta.dirname, '--outFile', 'out', ...options], {
    writeFile: (name, contents) => {
      if (name === 'out' && typeof contents !== 'string') wasm = contents;
    },
  });
  if (error || !wasm) throw new Error(`${source} does not compile.\n${stderr.toString()}`, { cause: error });
  return `/** map-kernels.ts, compiled by \`npm run kernels\`: base64. */\nexport const mapKernelsWasm =\n  '${Buffer.from(wasm).toString('base64')}';\n`;
}

if (argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(join(import.meta.dirname, 'map-kernels.wasm.ts'), await compileKernels());
