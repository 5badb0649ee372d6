/** The document model: the only place that names what stands in a Yjs document. */
export * from './context.ts'
export * from './directory.ts'
export * from './entries.ts'
export * from './personal.ts'
export * from './schema.ts'
export * from './text.ts'
export * from './tree.ts'
export * from './write.ts'
