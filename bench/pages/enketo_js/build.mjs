// node build.mjs FOLDER: scripts and style sheets for production, beside node_modules.
import { build } from 'esbuild';
import { compile } from 'sass';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const PRODUCTION = { bundle: true, minify: true, logLevel: 'error' };
const folder = process.argv[2];
const bundle = (source, target, alias = {}, external = []) =>
    build({ entryPoints: [source], outfile: join(folder, target), alias, external, ...PRODUCTION });
await bundle('form.js', 'all.js');
await bundle('form.js', 'few.js', { 'enketo/widgets': resolve('widgets.js') });
await bundle('transformer.js', 'transformer.js', {}, ['libxslt']);

// the package was published with one address of its own repository
const REPOSITORY = '/packages/enketo-core/';
const moved = {
    findFileUrl: (url) => (url.startsWith(REPOSITORY) ? pathToFileURL(resolve(url.slice(REPOSITORY.length))) : null),
};
const options = { style: 'compressed', importers: [moved], logger: { warn() {}, debug() {} } };
for (const sheet of ['formhub', 'formhub-print']) {
    const { css } = compile(`node_modules/enketo-core/src/sass/formhub/${sheet}.scss`, options);
    writeFileSync(join(folder, `${sheet}.css`), css);
}
