// Keeps the screen awake, where the browser can (it cannot over plain http).

export class WakeLock {
  constructor(isNeeded) {
    this.isNeeded = isNeeded;
    this.lock = null;
  }

  // The lock may come when nobody needs it any more.
  async take() {
    const lock = await navigator.wakeLock?.request("screen").catch(() => null);
    if (this.isNeeded()) this.keep(lock);
    else lock?.release();
  }

  release() {
    this.keep(null);
  }

  keep(lock) {
    this.lock?.release();
    this.lock = lock;
  }
}
