/**
 * Types of Linux file systems that only one kernel at a time mounts (statfs(2),
 * linux/magic.h). File systems that come through a network, from a host into its
 * virtual machine, or from a program (FUSE) are not among them.
 */
const localTypes: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x9123683e, // Btrfs
  0x2fc12fc1, // ZFS
  0xf2f52010, // F2FS
  0xca451a4e, // bcachefs
  0x01021994, // tmpfs
  0x858458f6, // ramfs
  0x794c7630, // overlay: the layers of a container
]);

export function isLocalFileSystem(type: number | null): boolean {
  return type !== null && localTypes.has(type);
}
