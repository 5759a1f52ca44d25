// Checks the sources' types and style, as `npm run types` and `npm run lint` do, with one program for both: making it
// and working out its types is half of the work. Ends with the number of checks that failed, or with 255 when it
// can't check.

import { ESLint } from "eslint";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const home = fileURLToPath(new URL("..", import.meta.url));
const format = { getCurrentDirectory: () => home, getCanonicalFileName: name => name, getNewLine: () => "\n" };

// An error that nobody catches would end the process with 1, which is also the number of one failed check.
process.on("uncaughtException", error => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(255);
});

const project = ts.getParsedCommandLineOfConfigFile(join(home, "tsconfig.json"), {}, { ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: problem => { throw new Error(ts.formatDiagnostic(problem, format)); } });
const program = ts.createProgram(
    { rootNames: project.fileNames, options: project.options, configFileParsingDiagnostics: project.errors });
const problems = ts.getPreEmitDiagnostics(program);
process.stdout.write(ts.formatDiagnostics(problems, format));

const eslint = new ESLint({ cwd: home,
    overrideConfig: { languageOptions: { parserOptions: { projectService: false, programs: [program] } } } });
const results = await eslint.lintFiles(["."]);
process.stdout.write(await (await eslint.loadFormatter("stylish")).format(results));

process.exitCode = [problems.length > 0, results.some(result => result.errorCount > 0)].filter(Boolean).length;
