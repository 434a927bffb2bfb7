import { homedir } from "node:os";
import { posix, win32 } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where this user's programs keep what is to outlive a run: `UNIKREA_STATE_DIR`, else the platform's own place.
 *
 * @param home used where the environment names none
 */
export function stateFolder(
  env: Environment,
  platform: NodeJS.Platform = process.platform,
  home: string = env.HOME || homedir(),
): string {
  const { isAbsolute, join } = platform === "win32" ? win32 : posix;
  if (env.UNIKREA_STATE_DIR) return env.UNIKREA_STATE_DIR;
  if (platform === "win32") return join(env.LOCALAPPDATA || join(home, "AppData", "Local"), "unikrea");
  if (platform === "darwin") return join(home, "Library", "Application Support", "unikrea");
  // A relative one is to be ignored, says the XDG Base Directory Specification.
  const given = env.XDG_STATE_HOME;
  return join(given && isAbsolute(given) ? given : join(home, ".local", "state"), "unikrea");
}
