// `pnpm unikrea … --json` prints exactly one JSON document on stdout, so pnpm's own two lines about the script that it
// runs have to go. Only for this one script: what an install says, and why it fails, is still shown.
module.exports = {
  hooks: {
    updateConfig(config) {
      const script = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
      if (script === "unikrea") config.reporter = "silent";
      return config;
    },
  },
};
