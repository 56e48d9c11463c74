;; Finds the features of one picture that look like those of another: WebAssembly
;; counts the bits of two words in one instruction, JavaScript in two dozen.
;;
;; Descriptors have 16 bytes. Their weight is the number of their bits that differ from
;; a fixed pattern. Two descriptors differ in at least as many bits as their weights do.
;; So a descriptor is compared with those of nearly its own weight alone.

(module
  (memory (export "memory") 1)

  (global $lowPattern (mut i64) (i64.const 0))
  (global $highPattern (mut i64) (i64.const 0))

  ;; Sets the pattern to the 16 bytes at an address.
  (func (export "setPattern") (param $at i32)
    (global.set $lowPattern (i64.load (local.get $at)))
    (global.set $highPattern (i64.load offset=8 (local.get $at))))

  (func $weight (param $low i64) (param $high i64) (result i32)
    (i32.wrap_i64 (i64.add
      (i64.popcnt (i64.xor (local.get $low) (global.get $lowPattern)))
      (i64.popcnt (i64.xor (local.get $high) (global.get $highPattern))))))

  ;; Sorts descriptors by weight.
  ;;
  ;;   from end   addresses: from the first descriptor to behind the last one
  ;;   number     of the first descriptor; the others count on
  ;;   table      address of room for 131 i32. Then the i32 of a weight, 0 to 129, is the
  ;;              address of the first row of this weight or a larger one
  ;;   rows       address of room for 24 bytes a descriptor: the descriptor, its number
  ;;              (i32), 4 bytes of nothing
  (func (export "arrange")
    (param $from i32) (param $end i32) (param $number i32) (param $table i32) (param $rows i32)
    (local $at i32) (local $row i32) (local $tableEnd i32)

    (local.set $tableEnd (i32.add (local.get $table) (i32.const 524)))
    (local.set $at (local.get $table))
    (loop $each
      (i32.store (local.get $at) (i32.const 0))
      (br_if $each (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 4)))
        (local.get $tableEnd))))

    ;; Bytes of each weight's rows, two places behind its own.
    (block $counted
      (local.set $at (local.get $from))
      (loop $each
        (br_if $counted (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $row (call $place (local.get $table) (local.get $at)))
        (i32.store offset=8 (local.get $row)
          (i32.add (i32.load offset=8 (local.get $row)) (i32.const 24)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $each)))

    ;; Where each weight's rows begin, one place behind its own.
    (i32.store (local.get $table) (local.get $rows))
    (local.set $at (local.get $table))
    (loop $each
      (i32.store offset=4 (local.get $at)
        (i32.add (i32.load offset=4 (local.get $at)) (i32.load (local.get $at))))
      (br_if $each (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 4)))
        (i32.sub (local.get $tableEnd) (i32.const 4)))))

    ;; Each row moves its weight's begin on, in the end to the begin of the next weight.
    (block $arranged
      (loop $each
        (br_if $arranged (i32.ge_u (local.get $from) (local.get $end)))
        (local.set $at (call $place (local.get $table) (local.get $from)))
        (local.set $row (i32.load offset=4 (local.get $at)))
        (i32.store offset=4 (local.get $at) (i32.add (local.get $row) (i32.const 24)))
        (i64.store (local.get $row) (i64.load (local.get $from)))
        (i64.store offset=8 (local.get $row) (i64.load offset=8 (local.get $from)))
        (i32.store offset=16 (local.get $row) (local.get $number))
        (local.set $number (i32.add (local.get $number) (i32.const 1)))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (br $each))))

  ;; The address in a table of a descriptor's weight.
  (func $place (param $table i32) (param $at i32) (result i32)
    (i32.add (local.get $table) (i32.shl
      (call $weight (i64.load (local.get $at)) (i64.load offset=8 (local.get $at)))
      (i32.const 2))))

  ;; For each of some descriptors the arranged one that differs least.
  ;;
  ;;   from       address of the descriptors
  ;;   tables     address of the tables of arranged descriptors, one behind the other
  ;;   ranges     address of five i32 a range: the numbers of its first descriptor and
  ;;              of the one behind its last; which table they are looked for in; the
  ;;              numbers of those they may be, from the first to behind the last
  ;;   rangesEnd  address behind the ranges
  ;;   mostFirst  bits in which the first words may differ
  ;;   most       bits in which the descriptors may differ, 128 at most
  ;;   found      address of the answer: for each that has a near one three i32, its
  ;;              number, that of the first nearest one, the bits between them
  ;;
  ;; Returns the address behind the answer.
  (func (export "match")
    (param $from i32) (param $tables i32) (param $ranges i32) (param $rangesEnd i32)
    (param $mostFirst i32) (param $most i32) (param $found i32)
    (result i32)
    (local $number i32) (local $table i32) (local $begin i32) (local $count i32)
    (local $here i32) (local $low i64) (local $high i64) (local $weight i32)
    (local $at i32) (local $end i32) (local $other i32) (local $nearest i32)
    (local $bits i64) (local $left i64)

    (block $over
      (loop $eachRange
        (br_if $over (i32.ge_u (local.get $ranges) (local.get $rangesEnd)))
        (local.set $number (i32.load (local.get $ranges)))
        (local.set $table (i32.add (local.get $tables)
          (i32.mul (i32.load offset=8 (local.get $ranges)) (i32.const 524))))
        (local.set $begin (i32.load offset=12 (local.get $ranges)))
        (local.set $count
          (i32.sub (i32.load offset=16 (local.get $ranges)) (local.get $begin)))
        (block $nextRange
          (loop $each
            (br_if $nextRange (i32.ge_u
              (local.get $number) (i32.load offset=4 (local.get $ranges))))
            (local.set $here
              (i32.add (local.get $from) (i32.shl (local.get $number) (i32.const 4))))
            (local.set $low (i64.load (local.get $here)))
            (local.set $high (i64.load offset=8 (local.get $here)))
            (local.set $weight (call $weight (local.get $low) (local.get $high)))
            (local.set $at (i32.load (i32.add (local.get $table) (i32.shl
              (select
                (i32.sub (local.get $weight) (local.get $most))
                (i32.const 0)
                (i32.gt_s (local.get $weight) (local.get $most)))
              (i32.const 2)))))
            (local.set $weight (i32.add (local.get $weight) (local.get $most)))
            (local.set $end (i32.load offset=4 (i32.add (local.get $table) (i32.shl
              (select
                (local.get $weight)
                (i32.const 128)
                (i32.lt_s (local.get $weight) (i32.const 128)))
              (i32.const 2)))))
            (local.set $left (i64.extend_i32_u (local.get $most)))
            (local.set $nearest (i32.const -1))

            (block $done
              (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
              (loop $other
                (block $next
                  ;; Nearly all end here.
                  (br_if $next (i64.gt_u
                    (local.tee $bits (i64.add
                      (i64.popcnt (i64.xor (local.get $low) (i64.load (local.get $at))))
                      (i64.popcnt (i64.xor (local.get $high) (i64.load offset=8 (local.get $at))))))
                    (local.get $left)))
                  (br_if $next (i32.ge_u
                    (i32.sub
                      (local.tee $other (i32.load offset=16 (local.get $at)))
                      (local.get $begin))
                    (local.get $count)))
                  (br_if $next (i32.gt_u
                    (i32.popcnt (i32.xor
                      (i32.wrap_i64 (local.get $low)) (i32.load (local.get $at))))
                    (local.get $mostFirst)))
                  ;; Of equally near ones the first is the nearest, in whatever order they lie here.
                  (br_if $next (i32.and
                    (i64.eq (local.get $bits) (local.get $left))
                    (i32.gt_u (local.get $other) (local.get $nearest))))
                  (local.set $left (local.get $bits))
                  (local.set $nearest (local.get $other)))
                (br_if $other (i32.lt_u
                  (local.tee $at (i32.add (local.get $at) (i32.const 24)))
                  (local.get $end)))))
            (if (i32.ne (local.get $nearest) (i32.const -1))
              (then
                (i32.store (local.get $found) (local.get $number))
                (i32.store offset=4 (local.get $found) (local.get $nearest))
                (i32.store offset=8 (local.get $found) (i32.wrap_i64 (local.get $left)))
                (local.set $found (i32.add (local.get $found) (i32.const 12)))))
            (local.set $number (i32.add (local.get $number) (i32.const 1)))
            (br $each)))
        (local.set $ranges (i32.add (local.get $ranges) (i32.const 20)))
        (br $eachRange)))

    (local.get $found)))
