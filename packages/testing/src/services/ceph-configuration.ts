interface Cluster {
  /** Holds data, sockets and logs. */
  directory: string;
  /** UUID. */
  cluster: string;
  /** Of the monitor, in Ceph's form. */
  address: string;
  /** Of the S3 gateway. */
  port: number;
}

/** A cluster of one monitor, one disk in memory and one S3 gateway, on loopback only and without keys inside. */
export function cephConfiguration({ directory, cluster, address, port }: Cluster): string {
  return `[global]
fsid = ${cluster}
mon host = ${address}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
auth cluster required = none
auth service required = none
auth client required = none
auth supported = none
ms mon cluster mode = crc
ms mon service mode = crc
ms mon client mode = crc
ms cluster mode = crc
ms service mode = crc
ms client mode = crc
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 1000
osd crush chooseleaf type = 0
run dir = ${directory}/run
admin socket = ${directory}/run/$name.asok
pid file = ${directory}/run/$name.pid
log file = ${directory}/log/$name.log
mon data = ${directory}/mon
osd data = ${directory}/osd
mon data avail warn = 1
mon data avail crit = 1
[mon]
mon initial members = a
[osd]
osd objectstore = memstore
memstore device bytes = 4294967296
osd max object name len = 1024
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:${port} tcp_nodelay=1
rgw data = ${directory}/rgw
rgw enable apis = s3, admin
rgw crypt require ssl = false
`;
}
