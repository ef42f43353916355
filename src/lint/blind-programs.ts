/** Programs that read no repository, nor anything else that they are not told to. */
export const BLIND: ReadonlySet<string> = new Set(
  (
    '[ : addgroup adduser apk apt apt-get cat cd chgrp chmod chown cp dnf echo env export find go install ln ls microdnf mkdir ' +
    'mv printf pwd rm sed set test touch true update-ca-certificates upx which xx-apk xx-apt xx-go xx-info xx-verify yum'
  ).split(' '),
);
