// Runs before anything is shown, so that nobody who chose dark sees a flash of light. A browser may refuse to remember
// anything for a file: then each visit begins as the system likes it.
(() => {
  try {
    const theme = localStorage.getItem("unikrea-theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {}
})();
