/** What the command ends with. Documented in the README and in `--help`. */
export const EXIT_CODES = {
  /** Everything that was asked for is there. */
  ok: 0,
  /** It failed, and it is clear what was billed. */
  failed: 1,
  /** The command line or the request is wrong, no provider can honour it, or its key stands for another. Nothing was sent. */
  usage: 2,
  /** Whatever the reason: it may be billed. */
  unknown: 3,
  /** No key, a bad key or no money, and nothing was billed. */
  credentials: 4,
  /** The time was over. What was sent goes on and can be collected. */
  timeout: 5,
  /** Some of the images are there, some are not. */
  partial: 6,
  /** `prices --check`: our table and the document differ. */
  drift: 7,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** The same as text, for `--help`. */
export const EXIT_CODE_HELP = `
Exit codes:
  0    everything that was asked for is there
  1    it failed, and it is clear what was billed
  2    the command line or the request is wrong; nothing was sent
  3    it may be billed, whatever the reason: look before you pay again
  4    no key, a bad key or no money; nothing was billed
  5    the time was over; what was sent goes on: see recover
  6    some of the images are there, some are not
  7    prices --check: our prices differ from those of the document
  130  interrupted; the message says what may be billed`;
