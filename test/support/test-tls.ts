/** A certificate for the name `keys.test` that vouches for itself, and its key: for servers in tests, trusted nowhere else. */
export const testCertificate = `-----BEGIN CERTIFICATE-----
MIIBYzCCAQigAwIBAgICEAAwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJa2V5cy50
ZXN0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAUMRIwEAYDVQQD
DAlrZXlzLnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQvrqFDos1hMEUT
vmmA9+VzEKhM0iDPS4PEJJsb+R/KRzz6Rh3Yesk32PMgeZr3XVpRjgy1Rc8Lq+zC
D7kDT8p+o0gwRjAUBgNVHREEDTALgglrZXlzLnRlc3QwDwYDVR0TAQH/BAUwAwEB
/zAdBgNVHQ4EFgQUrz7kWuUgvUbOa5KmWZSj0vrV7/owCgYIKoZIzj0EAwIDSQAw
RgIhAMsHfjm7dzcvM6MCGuffVjeIRoOnhsy3Zo9sGBY/xUb/AiEA/T/sjW9pYID+
qlVW72dzasd+yGkk/m0vtRg+m0MKXFY=
-----END CERTIFICATE-----
`;

export const testCertificateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgocILgHGKrNHtxr+E
ZkAdjaSfvKXS6vDNjNWWpFdNitqhRANCAAQvrqFDos1hMEUTvmmA9+VzEKhM0iDP
S4PEJJsb+R/KRzz6Rh3Yesk32PMgeZr3XVpRjgy1Rc8Lq+zCD7kDT8p+
-----END PRIVATE KEY-----
`;
