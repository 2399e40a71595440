/** Imported into a process under measurement: its last line on stderr is its peak resident memory. */
process.on('exit', () => {
  process.stderr.write(`\npeak ${process.resourceUsage().maxRSS * 1024} bytes\n`);
});
