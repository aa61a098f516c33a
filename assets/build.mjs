// Compiles the style sheets, the script and the fonts into opennrm.paper.
// Run `npm ci && npm run build` in this folder; the results are committed, so that
// nobody who installs or serves OpenNRM needs Node.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compile, Logger } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "src", "opennrm", "paper", "static", "opennrm");
const fonts = join(here, "node_modules", "@fontsource-variable", "noto-sans", "files");
mkdirSync(join(out, "fonts"), { recursive: true });

// The crown, its logotype and the GDS Transport font may be used on GOV.UK only.
const barred = /crown|crest|logotype|GDS Transport|govuk-logo/i;

for (const name of ["opennrm", "report"]) {
  const compiled = compile(join(here, "scss", `${name}.scss`), {
    style: "compressed",
    loadPaths: [here, join(here, "scss"), join(here, "node_modules")],
    quietDeps: true,
    charset: false,
    logger: Logger.silent,
  });
  // The one image that MoJ's timeline names is for linked documents: not used here.
  const css = compiled.css.replace(/background-image:url\([^)]*icon-document\.svg\);?/, "");
  const found = css.match(barred);
  if (found) {
    throw new Error(`${name}.css holds "${found[0]}", which may not leave GOV.UK`);
  }
  if (css.includes("sourceMappingURL")) {
    throw new Error(`${name}.css names a source map that is not shipped`);
  }
  writeFileSync(join(out, `${name}.css`), `${css.trim()}\n`);
}

await build({
  entryPoints: [join(here, "js", "opennrm.js")],
  outfile: join(out, "opennrm.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  legalComments: "none",
});

for (const subset of ["latin", "latin-ext", "vietnamese"]) {
  copyFileSync(
    join(fonts, `noto-sans-${subset}-wght-normal.woff2`),
    join(out, "fonts", `noto-sans-${subset}.woff2`),
  );
}
