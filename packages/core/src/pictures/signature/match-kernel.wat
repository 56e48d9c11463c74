;; Finds the feature that looks most like one feature: WebAssembly counts the bits
;; of a word in one instruction, JavaScript in twelve.

(module
  (memory (export "memory") 1)

  ;; Reads descriptors of 16 bytes that follow each other in memory.
  ;;
  ;;   a b c d    the words of the descriptor that is looked for
  ;;   begin end  addresses: from the first descriptor to behind the last one
  ;;   mostFirst  bits in which the first words may differ
  ;;   most       bits in which the descriptors may differ
  ;;
  ;; Returns the address of the first of those that differ least, -1 where all
  ;; differ too much.
  (func (export "nearest")
    (param $a i32) (param $b i32) (param $c i32) (param $d i32)
    (param $begin i32) (param $end i32) (param $mostFirst i32) (param $most i32)
    (result i32)
    (local $bits i32) (local $found i32)

    (local.set $found (i32.const -1))
    (block $done
      (br_if $done (i32.ge_u (local.get $begin) (local.get $end)))
      (loop $each
        (block $next
          ;; Nearly all end here.
          (br_if $next (i32.gt_u
            (local.tee $bits
              (i32.popcnt (i32.xor (local.get $a) (i32.load (local.get $begin)))))
            (local.get $mostFirst)))
          (local.set $bits (i32.add (local.get $bits)
            (i32.popcnt (i32.xor (local.get $b) (i32.load offset=4 (local.get $begin))))))
          (local.set $bits (i32.add (local.get $bits)
            (i32.popcnt (i32.xor (local.get $c) (i32.load offset=8 (local.get $begin))))))
          (local.set $bits (i32.add (local.get $bits)
            (i32.popcnt (i32.xor (local.get $d) (i32.load offset=12 (local.get $begin))))))
          (br_if $next (i32.gt_u (local.get $bits) (local.get $most)))
          (local.set $found (local.get $begin))
          ;; The next one must be nearer; below zero none is, and all are over.
          (br_if $done (i32.eqz (local.get $bits)))
          (local.set $most (i32.sub (local.get $bits) (i32.const 1))))
        (br_if $each (i32.lt_u
          (local.tee $begin (i32.add (local.get $begin) (i32.const 16)))
          (local.get $end)))))

    (local.get $found)))
