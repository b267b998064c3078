import { startVitest } from 'vitest/node';

/** Runs every test (or those whose file names contain one of the arguments) and ends in `N passed, N failed, N skipped`. */
const vitest = await startVitest('test', process.argv.slice(2), { run: true, watch: false });
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const module of vitest.state.getTestModules()) {
  // A file that could not be read, and a set-up that failed, have no tests that could fail.
  counts.failed += module.errors().length;
  // The tests of a suite whose own set-up failed are told as skipped.
  for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed') counts.passed += 1;
    else if (state === 'skipped') counts.skipped += 1;
    else counts.failed += 1;
  }
}
counts.failed += vitest.state.getUnhandledErrors().length;
await vitest.close();
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0);
