;; Finds the features of one picture that look like those of another: WebAssembly
;; counts the bits of a word in one instruction, JavaScript in twelve.

(module
  (memory (export "memory") 1)

  ;; For each of some descriptors the one of others that differs least. Descriptors
  ;; have 16 bytes and follow each other in memory.
  ;;
  ;;   from fromEnd  addresses: from the first descriptor to behind the last one
  ;;   begin end     addresses of the others
  ;;   mostFirst     bits in which the first words may differ
  ;;   most          bits in which the descriptors may differ
  ;;   found         address of the answer: for each that has a near one three i32,
  ;;                 its address, that of the first nearest one, the bits between them
  ;;
  ;; Returns the address behind the answer.
  (func (export "match")
    (param $from i32) (param $fromEnd i32) (param $begin i32) (param $end i32)
    (param $mostFirst i32) (param $most i32) (param $found i32)
    (result i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32)
    (local $at i32) (local $bits i32) (local $left i32) (local $nearest i32)

    (block $over
      (br_if $over (i32.ge_u (local.get $from) (local.get $fromEnd)))
      (br_if $over (i32.ge_u (local.get $begin) (local.get $end)))
      (loop $each
        (local.set $a (i32.load (local.get $from)))
        (local.set $b (i32.load offset=4 (local.get $from)))
        (local.set $c (i32.load offset=8 (local.get $from)))
        (local.set $d (i32.load offset=12 (local.get $from)))
        (local.set $at (local.get $begin))
        (local.set $left (local.get $most))
        (local.set $nearest (i32.const -1))
        (block $done
          (loop $other
            (block $next
              ;; Nearly all end here.
              (br_if $next (i32.gt_u
                (local.tee $bits
                  (i32.popcnt (i32.xor (local.get $a) (i32.load (local.get $at)))))
                (local.get $mostFirst)))
              (local.set $bits (i32.add (local.get $bits)
                (i32.popcnt (i32.xor (local.get $b) (i32.load offset=4 (local.get $at))))))
              (local.set $bits (i32.add (local.get $bits)
                (i32.popcnt (i32.xor (local.get $c) (i32.load offset=8 (local.get $at))))))
              (local.set $bits (i32.add (local.get $bits)
                (i32.popcnt (i32.xor (local.get $d) (i32.load offset=12 (local.get $at))))))
              (br_if $next (i32.gt_u (local.get $bits) (local.get $left)))
              (local.set $nearest (local.get $at))
              (i32.store offset=8 (local.get $found) (local.get $bits))
              ;; The next one must be nearer; below zero none is, and all are over.
              (br_if $done (i32.eqz (local.get $bits)))
              (local.set $left (i32.sub (local.get $bits) (i32.const 1))))
            (br_if $other (i32.lt_u
              (local.tee $at (i32.add (local.get $at) (i32.const 16)))
              (local.get $end)))))
        (if (i32.ge_s (local.get $nearest) (i32.const 0))
          (then
            (i32.store (local.get $found) (local.get $from))
            (i32.store offset=4 (local.get $found) (local.get $nearest))
            (local.set $found (i32.add (local.get $found) (i32.const 12)))))
        (br_if $each (i32.lt_u
          (local.tee $from (i32.add (local.get $from) (i32.const 16)))
          (local.get $fromEnd)))))

    (local.get $found)))
