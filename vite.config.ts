// How the client is built and served in development, and how the tests run.
// Tests are split in two: `unit` needs Node only, `browser` drives a real Chromium and runs file by file.
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import type { HtmlTagDescriptor, Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'

const root = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const server = process.env.BANYAN_URL ?? 'http://localhost:3000'
const testing = process.env.VITEST !== undefined

// The shell that opens off line. The client asks before it takes a new version ('prompt'):
// a reload in the middle of a sentence is never the build's decision.
const offlineShell = () =>
  VitePWA({
    registerType: 'prompt',
    injectRegister: null,
    manifest: {
      name: 'Banyan',
      short_name: 'Banyan',
      description: 'Conversations a team and its AI write together',
      start_url: '/',
      display: 'standalone',
      icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
    },
    workbox: {
      globPatterns: ['**/*.{js,css,html,svg,woff2}'],
      // Large, and of use only with a diagram (client/diagrams/renderer-code.ts) or a PDF that one meets.
      globIgnores: ['**/diagram-renderer-*', 'pdf/**', 'assets/pdf*'],
      navigateFallback: '/index.html',
      navigateFallbackDenylist: [/^\/api\//, /^\/sync\//],
      cleanupOutdatedCaches: true,
    },
  })

/** Parts of mermaid that nobody here can reach: a layout that a diagram may not ask for, and formulas in its labels. */
const UNREACHABLE = /^(elkjs|katex)(\/|$)/

/** What draws diagrams is one script, whole, which the page writes into a frame of its own. */
const inlineScript = (): Plugin => ({
  name: 'inline-script',
  enforce: 'pre',
  resolveId: (id) => (UNREACHABLE.test(id) ? '\0unreachable' : undefined),
  load: (id) => (id === '\0unreachable' ? 'export default undefined' : undefined),
  generateBundle: (_, bundle) => {
    for (const file of Object.values(bundle)) {
      // Within an element, these would begin and end other elements.
      if (file.type === 'chunk') file.code = file.code.replace(/<(?=!--|\/?script)/gi, String.raw`\x3c`)
    }
  },
})

// What some PDF files need besides: tables of East Asian scripts, the usual fonts, and decoders of scans.
const pdfParts = (): Plugin => ({
  name: 'pdf-parts',
  apply: 'build',
  async generateBundle() {
    for (const [folder, wanted] of [
      ['cmaps', /\.bcmap$/],
      ['standard_fonts', /\.(pfb|ttf)$/],
      ['wasm', /_nowasm_fallback\.js$/],
    ] as const) {
      const path = root(`./node_modules/pdfjs-dist/${folder}`)
      for (const name of (await readdir(path)).filter((each) => wanted.test(each))) {
        this.emitFile({ type: 'asset', fileName: `pdf/${name}`, source: await readFile(`${path}/${name}`) })
      }
    }
  },
})

/**
 * What the first screen needs is fetched beside the frame, not after it has run: whoever is not signed in yet will
 * need it next. The face comes before the text that is set in it, which does not move when it arrives.
 */
const firstScreenAhead = (): Plugin => ({
  name: 'first-screen-ahead',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle }) => {
      const link = (attrs: HtmlTagDescriptor['attrs']): HtmlTagDescriptor => ({
        tag: 'link',
        attrs: { crossorigin: true, ...attrs },
        injectTo: 'head',
      })
      return Object.values(bundle ?? {}).flatMap((file) => {
        const href = `/${file.fileName}`
        if (file.type === 'chunk' && file.name === 'conversation') {
          const styles = [...(file.viteMetadata?.importedCss ?? [])]
          return [
            link({ rel: 'modulepreload', href }),
            ...styles.map((sheet) => link({ rel: 'stylesheet', href: `/${sheet}` })),
          ]
        }
        return FIRST_FACE.test(file.fileName)
          ? [link({ rel: 'preload', as: 'font', type: 'font/woff2', href })]
          : []
      })
    },
  },
})

const FIRST_FACE = /hyperlegible-next-latin-wght-normal.*\.woff2$/

export default defineConfig({
  // Test paths and report files are given from the project's own folder.
  root: testing ? root('.') : root('./client'),
  plugins: testing ? [react()] : [react(), pdfParts(), firstScreenAhead(), offlineShell()],
  build: {
    outDir: root('./dist/client'),
    emptyOutDir: true,
    target: 'es2023',
    // What an installed page shows first comes through its service worker, which takes its time for each file: it is
    // two, each with all that it imports.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'frame', test: /\/client\/main\.tsx$/, priority: 2 },
            {
              name: 'conversation',
              test: /\/client\/(app\/workspace|chat\/conversation-page|sync\/account)\.tsx?$/,
              priority: 1,
            },
          ],
        },
      },
    },
    // Fonts come from the server alone (its policy says so), small ones too.
    assetsInlineLimit: (file) => (/\.(woff2?|ttf)$/.test(file) ? false : undefined),
  },
  worker: {
    format: 'iife',
    plugins: () => [inlineScript()],
    rollupOptions: { output: { entryFileNames: 'assets/diagram-[name]-[hash].js' } },
  },
  server: {
    proxy: {
      '/api': { target: server },
      '/sync': { target: server, ws: true },
    },
  },
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          maxWorkers: 2,
          // Hashing a password is slow on purpose, and machines are shared.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          include: [
            'tests/**/*.test.{ts,tsx}',
            'shared/**/*.test.{ts,tsx}',
            'sync-server/**/*.test.{ts,tsx}',
            'client/**/*.test.{ts,tsx}',
          ],
          exclude: ['tests/browser/**', '**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'browser',
          environment: 'node',
          include: ['tests/browser/**/*.test.ts'],
          // Each file has a server and a browser of its own, and spends most of its time waiting for them.
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
})
