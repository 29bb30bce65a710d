/** The help page (S2), loaded with it. */
import type { HelpText } from '../ja/help-page.ts';

export const helpPage: HelpText = {
  lead: 'Try these from top to bottom. The tab with your call can stay open.',
  contents: 'Contents',
  topics: [
    {
      id: 'connect',
      title: 'I cannot connect, or the call drops',
      steps: [
        'Reload the page. Within 10 minutes you come back into the same call without asking again.',
        'Copy the whole link that you received; some mail programs cut it.',
        'If it opened inside an app such as LINE or Instagram, open it again in Chrome or Safari.',
        'Turn off VPN or security software for a moment, or try another network such as your phone’s hotspot.',
        'Move closer to the Wi-Fi router, stop videos and downloads, or set “Manage video quality” to “Low” or “Audio only”.',
        'If “Security” in the environment check shows a warning, give “For network administrators” below to your administrator.',
      ],
    },
    {
      id: 'heard',
      title: 'I am not heard, or I hear nothing',
      steps: [
        'If the microphone button at the bottom is struck through it is off: press it.',
        'In “Device settings” check that the right microphone and speaker are chosen. The bar moves when you speak.',
        'Check the mute switch of your headset or device, and its input volume.',
        'Allow the microphone for this site, by the icon at the left of the address bar.',
        'If “Play sound” is shown, press it: the browser holds the sound back.',
        'Close other apps that use the microphone.',
      ],
    },
    {
      id: 'seen',
      title: 'I am not seen, or my camera went off',
      steps: [
        'If the camera button at the bottom is struck through it is off: press it.',
        'On an unstable line the camera goes off by itself to protect the sound. You are told at the lower left when the line is good again.',
        'With “Audio only” in “Manage video quality” no camera pictures are sent or received.',
        'Allow the camera for this site, by the icon at the left of the address bar.',
        'Check the camera’s lid or switch, and close other apps that use it.',
      ],
    },
    {
      id: 'share',
      title: 'I cannot share my screen',
      steps: [
        'Screens can be shared from computers. On phones and tablets you can only watch a shared screen.',
        'With “Audio only” in “Manage video quality” you cannot share. Choose “Low” or better.',
        'On macOS allow the browser in System Settings, Privacy & Security, Screen Recording, and restart the browser.',
        'To share a tab’s sound, choose a tab in Chrome or Edge and turn on “Also share tab audio”.',
        'If the shared screen looks coarse, turning your camera off can make it sharper.',
      ],
    },
  ],
  systems: {
    windows: 'Windows',
    macos: 'macOS',
    chromeos: 'ChromeOS',
    linux: 'Linux',
    android: 'Android',
    ios: 'iOS, iPadOS',
    other: 'Other',
  },
  browsers: {
    title: 'Supported browsers',
    browser: 'Browser',
    system: 'System',
    version: 'Version',
    from: (version) => `${version} or later`,
    note: 'Checked with the newest version and the one before. On iPhone and iPad please use Safari.',
    yours: (name, version) => `Your browser: ${name}${version > 0 ? ` ${version}` : ''}`,
  },
  network: {
    title: 'For network administrators',
    lead: 'Made from this server’s own configuration. Please allow devices to reach these.',
    use: 'For',
    target: 'Host',
    port: 'Port',
    page: (secure) => (secure ? 'Page and signaling (HTTPS, WebSocket)' : 'Page and signaling (HTTP, WebSocket)'),
    kinds: {
      udp: 'Relay for picture and sound (TURN)',
      tcp: 'Relay for picture and sound (TURN, where UDP is blocked)',
      tls: 'Relay for picture and sound (TURN over TLS)',
      stun: 'Finding a path (STUN)',
    },
    peers: 'Picture and sound, directly between participants',
    peersTarget: 'Participants’ devices',
    anyPort: 'UDP 1024–65535',
    noTurn: 'No relay (TURN) is configured. From networks that block UDP between participants no call is possible.',
    notes: [
      'Proxies must let WebSocket upgrades through.',
      'Where direct UDP is blocked, reaching any one of the relays above is enough.',
      'The page contacts no server that is not listed here.',
    ],
    loading: 'Loading…',
    failed: 'The server’s information could not be loaded.',
  },
};
