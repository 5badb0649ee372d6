// Reads Vitest's JSON report and prints 'N passed, N failed' alone on a line.
//
//   node .ci/results.cjs REPORT EXIT_CODE_OF_THE_TESTS
'use strict'

const fs = require('fs')

const [report, testExit] = process.argv.slice(2)
const { numPassedTests, numFailedTests, testResults } = fs.existsSync(report)
  ? JSON.parse(fs.readFileSync(report, 'utf8'))
  : { numPassedTests: 0, numFailedTests: 0, testResults: [] }

// A file that fails to load collects no test, and a run can fail outside every test.
const emptyFailures = testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
)
const counted = numFailedTests + emptyFailures.length
const failed = counted === 0 && testExit !== '0' ? 1 : counted

process.stdout.write(`${numPassedTests} passed, ${failed} failed\n`)
if (numPassedTests === 0) process.stderr.write('No test ran.\n')
process.exitCode = failed > 0 || numPassedTests === 0 ? 1 : 0
