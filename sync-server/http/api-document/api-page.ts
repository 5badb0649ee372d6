/**
 * The document of the API as a page to read, without a script: it works under our policy, on paper and in any
 * browser. Its colours are the reader's own system colours, light or dark. Pure.
 */
import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

type Html = HtmlEscapedString | Promise<HtmlEscapedString>

/** As far as this page reads it. */
interface ApiDocument {
  readonly info: { readonly description: string }
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

interface OperationObject {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description: string
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: unknown
  }[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
}

type Content = Readonly<Record<string, { readonly schema: unknown }>>

export const apiPage = (document: unknown): Html => {
  const { info, tags, paths, components } = document as ApiDocument
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/icon.svg">
<title>HTTP API - Banyan</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#operations">Skip to the calls</a>
<header>
<h1>HTTP API</h1>
${paragraphs(info.description)}
<p>The same for programs: <a href="/api/openapi.json">openapi.json</a>, OpenAPI 3.1. <a href="/">Back to Banyan</a></p>
</header>
<nav aria-label="Parts"><ul>${tags.map(({ name }) => html`<li><a href="#${anchor(name)}">${name}</a></li>`)}</ul></nav>
<main id="operations">
${tags.map(
  ({ name, description }) => html`<section aria-labelledby="${anchor(name)}">
<h2 id="${anchor(name)}">${name}</h2>
${paragraphs(description)}
${operations
  .filter(({ operation }) => operation.tags[0] === name)
  .map(({ path, method, operation }) => operationPart(path, method, operation))}
</section>`,
)}
<section aria-labelledby="schemas">
<h2 id="schemas">Shapes</h2>
<p>What several answers have in them.</p>
${Object.entries(components.schemas).map(
  ([name, schema]) =>
    html`<details id="schema-${name}"><summary><code>${name}</code></summary>${json(schema)}</details>`,
)}
</section>
</main>
</body>
</html>`
}

const operationPart = (path: string, method: string, operation: OperationObject): Html => {
  const { summary, description, parameters, requestBody, responses } = operation
  return html`<details id="${anchor(`${method} ${path}`)}">
<summary><code><b>${method.toUpperCase()}</b> ${path}</code> <span>${summary}</span></summary>
${paragraphs(description)}
${
  parameters.length > 0
    ? html`<h3>Parameters</h3>
<ul>${parameters.map(
        (parameter) =>
          html`<li><code>${parameter.name}</code> in the ${parameter.in}${parameter.required ? ', needed' : ''}: <code>${JSON.stringify(parameter.schema)}</code></li>`,
      )}</ul>`
    : ''
}
${requestBody === undefined ? '' : html`<h3>Body</h3>${contentPart(requestBody.content)}`}
<h3>Answers</h3>
<ul>${Object.entries(responses).map(
    ([status, { description: meaning, content }]) =>
      html`<li><b>${status}</b> ${meaning} ${status.startsWith('2') && content !== undefined ? contentPart(content) : ''}</li>`,
  )}</ul>
</details>`
}

const contentPart = (content: Content): Html =>
  html`${Object.entries(content).map(
    ([mediaType, { schema }]) =>
      html`${mediaType === 'application/json' ? '' : html`<p><code>${mediaType}</code></p>`}${json(schema)}`,
  )}`

/** A region that can be scrolled has to be reachable by keyboard. */
const json = (value: unknown): Html => html`<pre tabindex="0">${JSON.stringify(value, null, 2)}</pre>`

const paragraphs = (text: string): Html[] =>
  text.split(/\n\n+/).map((paragraph) => html`<p>${inline(paragraph)}</p>`)

/** Code and bold, as the document's Markdown has them; the text itself is escaped. */
const inline = (text: string): (string | Html)[] =>
  text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (part.startsWith('`')) return html`<code>${part.slice(1, -1)}</code>`
    if (part.startsWith('**')) return html`<strong>${part.slice(2, -2)}</strong>`
    return part
  })

const anchor = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')

const STYLE = `
:root { color-scheme: light dark; --quiet: color-mix(in oklab, CanvasText 82%, Canvas); --line: color-mix(in oklab, CanvasText 18%, Canvas); --paper: color-mix(in oklab, CanvasText 4%, Canvas); }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 6rem; background: Canvas; color: CanvasText; font: 1rem/1.6 system-ui, sans-serif; }
h1 { margin: 0 0 1rem; font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.2rem; }
h3 { margin: 1rem 0 .25rem; font-size: 1rem; }
p { max-width: 46rem; margin: .5rem 0; }
a { color: LinkText; }
code, pre { font: .9em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 1rem 0; padding: 0; list-style: none; }
details { border-top: 1px solid var(--line); padding: .5rem 0; }
summary { cursor: pointer; padding: .35rem 0; }
summary span { color: var(--quiet); }
summary code { margin-inline-end: .75rem; }
details ul { padding-inline-start: 1.25rem; }
pre { overflow: auto; max-height: 28rem; margin: .25rem 0 .75rem; border-radius: 6px; padding: .75rem 1rem; background: var(--paper); white-space: pre-wrap; }
:focus-visible { outline: 2px solid LinkText; outline-offset: 2px; }
.skip { position: absolute; inset-inline-start: -100vw; }
.skip:focus { position: static; }
@media print { details { break-inside: avoid; } }
`
