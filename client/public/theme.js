// Runs before the first paint, so that the page never flashes in the wrong light. Its twin is app/theme.ts.
try {
  const theme = localStorage.getItem('banyan.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is switched off: the system's light holds.
}
