/** The browser's side: attaches this browser, shows the user's devices, and logs out when another device says so. */
const { api, clientId, user } = document.body.dataset;
const { createDevice } = await import(`${api}/device.js`).catch(() => ({}));

const find = (id) => document.getElementById(id);

if (createDevice === undefined) {
  // A site goes on without it: who may log in is not the affair of devices.
  if (user !== '') find('state').textContent = 'The server cannot be reached.';
} else if (user === '') {
  // A visitor without an account: no user, no token, only the question which device this is.
  const { identity, confidence } = await createDevice({ api, clientId })
    .identify()
    .catch(() => ({}));
  if (identity) find('visitor').textContent = `We know this browser (${Math.round(confidence * 100)} %).`;
} else {
  const device = createDevice({ api, clientId, user, token: '/security-token' });
  let stop = () => undefined;

  const describe = ({ id, info: { browser, os } }) => {
    const name = [browser.name, os.name].filter(Boolean).join(' on ') || 'Unknown browser';
    return id === device.id ? `${name} (this browser)` : name;
  };

  /** A row for each device, with a button for those that are not this one. */
  const show = (state, devices, isOver = false) => {
    find('state').textContent = state;
    find('state').className = isOver ? 'over' : '';
    find('retry').hidden = true;
    find('devices').replaceChildren(
      ...devices.map((one) => {
        const row = document.createElement('li');
        row.append(describe(one));
        if (one.id === device.id) return row;
        const button = document.createElement('button');
        button.textContent = 'Log out this device';
        button.ariaLabel = `Log out this device: ${describe(one)}`;
        button.onclick = () => void detachOther(one.id);
        row.append(button);
        return row;
      }),
    );
  };

  const explain = (error) => {
    if (error.code === 'device_limit_exceeded')
      return show(
        `You may use ${error.deviceLimit} device(s). Log out another one to go on here.`,
        error.attachedDevices,
        true,
      );
    const words = {
      user_suspended: 'This account is suspended.',
      unreachable: 'The server cannot be reached.',
      token_unavailable: 'Please log in again.',
      rate_limited: `Please wait ${error.retryAfterSeconds} seconds.`,
    };
    show(words[error.code] ?? `That did not work (${error.code}).`, [], true);
    find('retry').hidden = false;
  };

  const attach = async () => {
    try {
      const { exceeded, attached_devices: count } = await device.attach();
      const devices = await device.attachedDevices();
      const state = exceeded ? `You use ${count} devices: more than you may.` : `You use ${count} device(s).`;
      show(state, devices, exceeded);
      stop();
      stop = device.listen(logOut);
    } catch (error) {
      explain(error);
    }
  };

  const detachOther = (id) => device.detach(id).then(attach, explain);

  /** Somebody logged this device out elsewhere: the session here ends too. */
  const logOut = () => {
    find('leave').action = '/logout?heard';
    find('leave').submit();
  };

  find('retry').onclick = () => void attach();
  find('leave').onsubmit = async (event) => {
    event.preventDefault();
    // Whoever was never attached, or has no connection, logs out all the same.
    await device.detach().catch(() => undefined);
    event.target.submit();
  };
  await attach();
}
