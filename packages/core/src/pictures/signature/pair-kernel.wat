;; Finds the pairs of matches that may tell where one picture lies in another, four
;; pairs at a time: of all pairs one in a hundred does.

(module
  (memory (export "memory") 1)

  ;; Pairs of matches that are far enough from each other, turned by little enough, and
  ;; of one scale that both may have.
  ;;
  ;;   count      of matches, 1 to 40
  ;;   apart      square of the least distance of two matches, in pixels of the one picture
  ;;   turn       inverse of the largest tangent by which a pair is turned
  ;;   found      address of the answer: two bytes a pair, the number of its first match
  ;;              and of its second one, in this order
  ;;
  ;; Matches lie from address 0 on, 160 bytes for each of:
  ;;
  ;;   0          place in the one picture: x and y (i16)
  ;;   160        place in the other picture: x and y (i16)
  ;;   320        the same turned by a right angle: y and -x (i16)
  ;;   480        square of the least scale (f32)
  ;;   640        square of the largest scale (f32); -1 for three matches behind the last one
  ;;
  ;; Returns the address behind the answer.
  (func (export "pairs")
    (param $count i32) (param $apart i32) (param $turn i32) (param $found i32)
    (result i32)
    (local $one i32) (local $at i32) (local $end i32) (local $lanes i32) (local $kept i32)
    (local $from v128) (local $to v128) (local $turned v128)
    (local $least v128) (local $most v128)
    (local $step v128) (local $other v128) (local $along v128) (local $across v128)
    (local $length v128) (local $lengths v128) (local $toLengths v128)
    (local $aparts v128) (local $turns v128)

    (local.set $aparts (i32x4.splat (local.get $apart)))
    (local.set $turns (i32x4.splat (local.get $turn)))
    (local.set $end (i32.shl (local.get $count) (i32.const 2)))
    (block $over
      (loop $eachOne
        ;; Both are addresses of places: four bytes a match.
        (local.set $at (i32.and (i32.add (local.get $one) (i32.const 4)) (i32.const -16)))
        (br_if $over (i32.ge_u (i32.add (local.get $one) (i32.const 4)) (local.get $end)))
        ;; Of the first four those behind this one.
        (local.set $kept (i32.shl (i32.const -1) (i32.and
          (i32.add (i32.shr_u (local.get $one) (i32.const 2)) (i32.const 1))
          (i32.const 3))))
        (local.set $from (v128.load32_splat (local.get $one)))
        (local.set $to (v128.load32_splat offset=160 (local.get $one)))
        (local.set $turned (v128.load32_splat offset=320 (local.get $one)))
        (local.set $least (v128.load32_splat offset=480 (local.get $one)))
        (local.set $most (v128.load32_splat offset=640 (local.get $one)))
        (loop $eachFour
          (local.set $step (i16x8.sub (v128.load (local.get $at)) (local.get $from)))
          (local.set $other (i16x8.sub (v128.load offset=160 (local.get $at)) (local.get $to)))
          (local.set $along (i32x4.dot_i16x8_s (local.get $step) (local.get $other)))
          (local.set $across (i32x4.mul (local.get $turns) (i32x4.abs
            (i32x4.dot_i16x8_s (local.get $step)
              (i16x8.sub (v128.load offset=320 (local.get $at)) (local.get $turned))))))
          (local.set $length (i32x4.dot_i16x8_s (local.get $step) (local.get $step)))
          (local.set $lengths (f32x4.convert_i32x4_s (local.get $length)))
          (local.set $toLengths (f32x4.convert_i32x4_s
            (i32x4.dot_i16x8_s (local.get $other) (local.get $other))))
          (local.set $lanes (i32.and (local.get $kept) (i32x4.bitmask
            (v128.and
              (v128.and
                (i32x4.gt_s (local.get $along) (v128.const i32x4 0 0 0 0))
                (i32x4.le_s (local.get $across) (local.get $along)))
              (v128.and
                (i32x4.ge_s (local.get $length) (local.get $aparts))
                (v128.and
                  (f32x4.ge (local.get $toLengths) (f32x4.mul (local.get $lengths)
                    (f32x4.pmax (local.get $least) (v128.load offset=480 (local.get $at)))))
                  (f32x4.le (local.get $toLengths) (f32x4.mul (local.get $lengths)
                    (f32x4.pmin (local.get $most) (v128.load offset=640 (local.get $at)))))))))))
          (local.set $kept (i32.const -1))
          (block $next
            (loop $eachLane
              (br_if $next (i32.eqz (local.get $lanes)))
              (i32.store8 (local.get $found) (i32.shr_u (local.get $one) (i32.const 2)))
              (i32.store8 offset=1 (local.get $found) (i32.add
                (i32.shr_u (local.get $at) (i32.const 2)) (i32.ctz (local.get $lanes))))
              (local.set $found (i32.add (local.get $found) (i32.const 2)))
              (local.set $lanes (i32.and (local.get $lanes)
                (i32.sub (local.get $lanes) (i32.const 1))))
              (br $eachLane)))
          (br_if $eachFour (i32.lt_u
            (local.tee $at (i32.add (local.get $at) (i32.const 16)))
            (local.get $end))))
        (local.set $one (i32.add (local.get $one) (i32.const 4)))
        (br $eachOne)))
    (local.get $found)))
