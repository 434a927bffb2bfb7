import { describe, expect, it } from "vitest";
import { isLoopbackHost, isPrivateHost } from "../src/address.ts";

const hostOf = (url: string) => new URL(url).hostname;

describe("isPrivateHost", () => {
  it.each([
    "https://localhost/a",
    "https://localhost./a",
    "https://LOCALHOST/a",
    "https://a.localhost/a",
    "https://127.0.0.1/a",
    "https://127.1/a",
    "https://0x7f000001/a",
    "https://0x7f.0.0.1/a",
    "https://2130706433/a",
    "https://017700000001/a",
    "https://0/a",
    "https://0.0.0.0/a",
    "https://10.0.0.1/a",
    "https://172.16.0.1/a",
    "https://172.31.255.255/a",
    "https://192.168.1.1/a",
    "https://100.64.0.1/a",
    "https://169.254.169.254/latest/meta-data",
    "https://192.0.2.1/a",
    "https://198.18.0.1/a",
    "https://224.0.0.1/a",
    "https://255.255.255.255/a",
    "https://8.8.8.8/a",
    "https://１２７.0.0.1/a",
    "https://[::1]/a",
    "https://[::]/a",
    "https://[::ffff:10.0.0.1]/a",
    "https://[::ffff:169.254.169.254]/a",
    "https://[::127.0.0.1]/a",
    "https://[64:ff9b::10.0.0.1]/a",
    "https://[2002:a00:1::]/a",
    "https://[2001::1]/a",
    "https://[fe80::1]/a",
    "https://[fc00::1]/a",
    "https://[fd12:3456::1]/a",
    "https://[ff02::1]/a",
    "https://[2606:4700::1111]/a",
    "https://intranet/a",
    "https://printer.local/a",
    "https://metadata.google.internal/a",
    "https://db.corp/a",
    "https://router.lan/a",
    "https://router.home/a",
    "https://1.0.0.127.in-addr.arpa/a",
    "https://x.onion/a",
  ])("refuses %s", (url) => expect(isPrivateHost(hostOf(url))).toBe(true));

  it.each([
    "https://gen.krea.ai/images/a.png",
    "https://im.runware.ai/image/ws/1/ii/a.jpg",
    "https://ai-gateway-outputs.0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com/a",
    "https://example.com./a",
    "https://localhost.example.com/a",
    "https://10.0.0.1.example.com/a",
    "https://xn--bcher-kva.example/a",
  ])("takes %s", (url) => expect(isPrivateHost(hostOf(url))).toBe(false));
});

describe("isLoopbackHost", () => {
  it.each([
    "http://localhost:1/",
    "http://127.0.0.1/",
    "http://127.9.9.9/",
    "http://[::1]:8/",
    "http://2130706433/",
  ])("takes %s", (url) => expect(isLoopbackHost(hostOf(url))).toBe(true));
  it.each([
    "http://localhost.example.com/",
    "http://10.0.0.1/",
    "http://127.0.0.1.example.com/",
    "http://[::2]/",
  ])("refuses %s", (url) => expect(isLoopbackHost(hostOf(url))).toBe(false));
});
