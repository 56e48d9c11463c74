;; Makes grey levels and finds their spots, plain SIMD128, in 32-bit floats: to the
;; bit what test-levels.ts gives.
;;
;; A grey picture is f32, rows from the top, each behind the one before. Four pixels
;; are made at a time. So up to 12 bytes behind what is written are overwritten, and up
;; to 16 behind what is read are read and not used.

(module
  (memory (export "memory") 1)

  ;; Brightness by ITU-R BT.601.
  ;;
  ;;   source     address of the pixels: 3 bytes each, red, green, blue
  ;;   count      of pixels, at least 1
  ;;   target     address of the grey picture
  (func (export "grey") (param $source i32) (param $count i32) (param $target i32)
    (local $block v128) (local $end i32)
    (local.set $end (i32.add (local.get $target) (i32.shl (local.get $count) (i32.const 2))))
    (loop $each
      (local.set $block (v128.load align=1 (local.get $source)))
      (v128.store (local.get $target)
        (f32x4.add
          (f32x4.add
            (f32x4.mul (v128.const f32x4 0.299 0.299 0.299 0.299)
              (f32x4.convert_i32x4_u (i8x16.swizzle (local.get $block)
                (v128.const i8x16 0 -1 -1 -1 3 -1 -1 -1 6 -1 -1 -1 9 -1 -1 -1))))
            (f32x4.mul (v128.const f32x4 0.587 0.587 0.587 0.587)
              (f32x4.convert_i32x4_u (i8x16.swizzle (local.get $block)
                (v128.const i8x16 1 -1 -1 -1 4 -1 -1 -1 7 -1 -1 -1 10 -1 -1 -1)))))
          (f32x4.mul (v128.const f32x4 0.114 0.114 0.114 0.114)
            (f32x4.convert_i32x4_u (i8x16.swizzle (local.get $block)
              (v128.const i8x16 2 -1 -1 -1 5 -1 -1 -1 8 -1 -1 -1 11 -1 -1 -1))))))
      (local.set $source (i32.add (local.get $source) (i32.const 12)))
      (br_if $each (i32.lt_u
        (local.tee $target (i32.add (local.get $target) (i32.const 16)))
        (local.get $end)))))

  ;; The weights 1 4 6 4 1 of five values, over their sum.
  (func $binomial (param $a v128) (param $b v128) (param $c v128) (param $d v128) (param $e v128)
    (result v128)
    (f32x4.mul (v128.const f32x4 0.0625 0.0625 0.0625 0.0625)
      (f32x4.add
        (f32x4.add
          (f32x4.add (local.get $a) (local.get $e))
          (f32x4.mul (v128.const f32x4 4 4 4 4) (f32x4.add (local.get $b) (local.get $d))))
        (f32x4.mul (v128.const f32x4 6 6 6 6) (local.get $c)))))

  ;; Blurs across and then down; edges repeat.
  ;;
  ;;   source     address of the grey picture
  ;;   width      at least 1
  ;;   height     at least 1
  ;;   row        address of room for one row and 32 bytes
  ;;   between    address of room for the picture blurred across
  ;;   target     address of the blurred picture
  (func (export "blur")
    (param $source i32) (param $width i32) (param $height i32)
    (param $row i32) (param $between i32) (param $target i32)
    (local $bytes i32) (local $offset i32) (local $y i32) (local $to i32) (local $edge v128)
    (local $first i32) (local $last i32)
    (local $up2 i32) (local $up i32) (local $here i32) (local $down i32) (local $down2 i32)

    (local.set $bytes (i32.shl (local.get $width) (i32.const 2)))
    (local.set $to (local.get $between))
    (local.set $y (local.get $height))
    (loop $eachRow
      ;; The row between two copies of its first value and two of its last.
      (local.set $edge (v128.load32_splat (local.get $source)))
      (v128.store64_lane 0 (local.get $row) (local.get $edge))
      (local.set $offset (i32.const 0))
      (loop $eachBlock
        (v128.store offset=8 align=4 (i32.add (local.get $row) (local.get $offset))
          (v128.load align=4 (i32.add (local.get $source) (local.get $offset))))
        (br_if $eachBlock (i32.lt_u
          (local.tee $offset (i32.add (local.get $offset) (i32.const 16)))
          (local.get $bytes))))
      (local.set $source (i32.add (local.get $source) (local.get $bytes)))
      (local.set $edge (v128.load32_splat (i32.sub (local.get $source) (i32.const 4))))
      (v128.store64_lane offset=8 align=4 0 (i32.add (local.get $row) (local.get $bytes))
        (local.get $edge))

      (local.set $offset (i32.const 0))
      (loop $eachBlock
        (local.set $here (i32.add (local.get $row) (local.get $offset)))
        (v128.store align=4 (i32.add (local.get $to) (local.get $offset))
          (call $binomial
            (v128.load align=4 (local.get $here))
            (v128.load offset=4 align=4 (local.get $here))
            (v128.load offset=8 align=4 (local.get $here))
            (v128.load offset=12 align=4 (local.get $here))
            (v128.load offset=16 align=4 (local.get $here))))
        (br_if $eachBlock (i32.lt_u
          (local.tee $offset (i32.add (local.get $offset) (i32.const 16)))
          (local.get $bytes))))
      (local.set $to (i32.add (local.get $to) (local.get $bytes)))
      (br_if $eachRow (local.tee $y (i32.sub (local.get $y) (i32.const 1)))))

    (local.set $first (local.get $between))
    (local.set $last (i32.sub (local.get $to) (local.get $bytes)))
    (local.set $here (local.get $first))
    (loop $eachRow
      (local.set $up (call $within
        (i32.sub (local.get $here) (local.get $bytes)) (local.get $first) (local.get $last)))
      (local.set $up2 (call $within
        (i32.sub (local.get $up) (local.get $bytes)) (local.get $first) (local.get $last)))
      (local.set $down (call $within
        (i32.add (local.get $here) (local.get $bytes)) (local.get $first) (local.get $last)))
      (local.set $down2 (call $within
        (i32.add (local.get $down) (local.get $bytes)) (local.get $first) (local.get $last)))
      (local.set $offset (i32.const 0))
      (loop $eachBlock
        (v128.store align=4 (i32.add (local.get $target) (local.get $offset))
          (call $binomial
            (v128.load align=4 (i32.add (local.get $up2) (local.get $offset)))
            (v128.load align=4 (i32.add (local.get $up) (local.get $offset)))
            (v128.load align=4 (i32.add (local.get $here) (local.get $offset)))
            (v128.load align=4 (i32.add (local.get $down) (local.get $offset)))
            (v128.load align=4 (i32.add (local.get $down2) (local.get $offset)))))
        (br_if $eachBlock (i32.lt_u
          (local.tee $offset (i32.add (local.get $offset) (i32.const 16)))
          (local.get $bytes))))
      (local.set $target (i32.add (local.get $target) (local.get $bytes)))
      (br_if $eachRow (i32.le_u
        (local.tee $here (i32.add (local.get $here) (local.get $bytes)))
        (local.get $last)))))

  (func $within (param $address i32) (param $first i32) (param $last i32) (result i32)
    (local.set $address
      (select (local.get $first) (local.get $address)
        (i32.lt_s (local.get $address) (local.get $first))))
    (select (local.get $last) (local.get $address)
      (i32.gt_s (local.get $address) (local.get $last))))

  ;; Makes a grey picture smaller: each pixel lies between four.
  ;;
  ;;   source     address of the grey picture
  ;;   width      of the source, at least 1
  ;;   columns    address of one i32 a column, then one f32 a column, of as many columns
  ;;              as are written, rounded up to fours: offset in bytes of the pixel to
  ;;              the left, and how near to the one on the right
  ;;   toWidth    columns, at least 1
  ;;   rows       address of 12 bytes a row: offsets in bytes (i32) of the rows above and
  ;;              below, and how near to the one below (f32)
  ;;   toHeight   rows, at least 1
  ;;   row        address of room for one row of the source and 16 bytes
  ;;   target     address of the smaller picture
  (func (export "reduce")
    (param $source i32) (param $width i32) (param $columns i32) (param $toWidth i32)
    (param $rows i32) (param $toHeight i32) (param $row i32) (param $target i32)
    (local $bytes i32) (local $toBytes i32) (local $sharesAt i32)
    (local $offset i32) (local $above i32) (local $below i32) (local $share v128)
    (local $upper v128) (local $first v128) (local $second v128) (local $left v128)
    (local $column i32)

    (local.set $bytes (i32.shl (local.get $width) (i32.const 2)))
    (local.set $toBytes (i32.shl (local.get $toWidth) (i32.const 2)))
    (local.set $sharesAt (i32.and
      (i32.add (local.get $toBytes) (i32.const 15)) (i32.const -16)))
    (loop $eachRow
      (local.set $above (i32.add (local.get $source) (i32.load (local.get $rows))))
      (local.set $below (i32.add (local.get $source) (i32.load offset=4 (local.get $rows))))
      (local.set $share (v128.load32_splat offset=8 (local.get $rows)))
      (local.set $offset (i32.const 0))
      (loop $eachBlock
        (local.set $upper (v128.load align=4 (i32.add (local.get $above) (local.get $offset))))
        (v128.store align=4 (i32.add (local.get $row) (local.get $offset))
          (f32x4.add (local.get $upper)
            (f32x4.mul (local.get $share)
              (f32x4.sub
                (v128.load align=4 (i32.add (local.get $below) (local.get $offset)))
                (local.get $upper)))))
        (br_if $eachBlock (i32.lt_u
          (local.tee $offset (i32.add (local.get $offset) (i32.const 16)))
          (local.get $bytes))))
      ;; On the right of the last pixel: counted 0 times, but it must be a number.
      (i32.store (i32.add (local.get $row) (local.get $bytes)) (i32.const 0))

      (local.set $offset (i32.const 0))
      (loop $eachBlock
        (local.set $column (i32.add (local.get $columns) (local.get $offset)))
        (local.set $first (v128.load64_lane align=4 1
          (i32.add (local.get $row) (i32.load offset=4 (local.get $column)))
          (v128.load64_zero align=4
            (i32.add (local.get $row) (i32.load (local.get $column))))))
        (local.set $second (v128.load64_lane align=4 1
          (i32.add (local.get $row) (i32.load offset=12 (local.get $column)))
          (v128.load64_zero align=4
            (i32.add (local.get $row) (i32.load offset=8 (local.get $column))))))
        (local.set $left (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
          (local.get $first) (local.get $second)))
        (v128.store align=4 (i32.add (local.get $target) (local.get $offset))
          (f32x4.add (local.get $left)
            (f32x4.mul
              (v128.load align=4 (i32.add (local.get $column) (local.get $sharesAt)))
              (f32x4.sub
                (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                  (local.get $first) (local.get $second))
                (local.get $left)))))
        (br_if $eachBlock (i32.lt_u
          (local.tee $offset (i32.add (local.get $offset) (i32.const 16)))
          (local.get $toBytes))))
      (local.set $target (i32.add (local.get $target) (local.get $toBytes)))
      (local.set $rows (i32.add (local.get $rows) (i32.const 12)))
      (br_if $eachRow (local.tee $toHeight (i32.sub (local.get $toHeight) (i32.const 1))))))

  ;; Finds the spots of a grey picture: the local maxima of the determinant of the second
  ;; differences, 2 and more. Of equal neighbours the first is one.
  ;;
  ;;   values     address of the grey picture
  ;;   width      more than twice the margin
  ;;   height     more than twice the margin
  ;;   margin     pixels from the edges within which there are none, at least 3
  ;;   strengths  address of room for one f32 a pixel
  ;;   found      address of room for 8 bytes a pixel: for each spot the number of its
  ;;              pixel (i32) and the determinant (f32), negative for a dark spot
  ;;
  ;; Returns how many there are.
  (func (export "spots")
    (param $values i32) (param $width i32) (param $height i32) (param $margin i32)
    (param $strengths i32) (param $found i32)
    (result i32)
    (local $bytes i32) (local $row i32) (local $end i32) (local $at i32) (local $here i32)
    (local $y i32) (local $x i32) (local $lanes i32) (local $pixel i32) (local $begin i32)
    (local $twice v128) (local $cross v128) (local $strength v128)

    (local.set $begin (local.get $found))
    (local.set $bytes (i32.shl (local.get $width) (i32.const 2)))

    ;; Strengths, from one pixel before the margin's end to one behind it. There is no NaN
    ;; and no -0 here, for which f32x4.max would need seven instructions more than f32x4.pmax.
    (local.set $y (i32.sub (local.get $margin) (i32.const 1)))
    (loop $eachRow
      (local.set $row (i32.mul (local.get $y) (local.get $bytes)))
      (local.set $at (i32.add (local.get $row)
        (i32.shl (i32.sub (local.get $margin) (i32.const 1)) (i32.const 2))))
      (local.set $end (i32.add (local.get $row)
        (i32.shl (i32.sub (local.get $width) (local.get $margin)) (i32.const 2))))
      (loop $eachBlock
        (local.set $here (i32.add (local.get $values) (local.get $at)))
        (local.set $twice (f32x4.mul (v128.const f32x4 2 2 2 2)
          (v128.load align=4 (local.get $here))))
        (local.set $cross (f32x4.sub
          (f32x4.sub
            (f32x4.add
              (v128.load align=4
                (i32.sub (i32.sub (local.get $here) (local.get $bytes)) (i32.const 4)))
              (v128.load offset=4 align=4 (i32.add (local.get $here) (local.get $bytes))))
            (v128.load offset=4 align=4 (i32.sub (local.get $here) (local.get $bytes))))
          (v128.load align=4
            (i32.sub (i32.add (local.get $here) (local.get $bytes)) (i32.const 4)))))
        (v128.store align=4 (i32.add (local.get $strengths) (local.get $at))
          (f32x4.pmax (v128.const f32x4 0 0 0 0)
            (f32x4.sub
              (f32x4.mul
                (f32x4.sub
                  (f32x4.add
                    (v128.load align=4 (i32.sub (local.get $here) (i32.const 8)))
                    (v128.load offset=8 align=4 (local.get $here)))
                  (local.get $twice))
                (f32x4.sub
                  (f32x4.add
                    (v128.load align=4
                      (i32.sub (local.get $here) (i32.shl (local.get $bytes) (i32.const 1))))
                    (v128.load align=4
                      (i32.add (local.get $here) (i32.shl (local.get $bytes) (i32.const 1)))))
                  (local.get $twice)))
              (f32x4.mul (local.get $cross) (local.get $cross)))))
        (br_if $eachBlock (i32.le_u
          (local.tee $at (i32.add (local.get $at) (i32.const 16)))
          (local.get $end))))
      (br_if $eachRow (i32.le_u
        (local.tee $y (i32.add (local.get $y) (i32.const 1)))
        (i32.sub (local.get $height) (local.get $margin)))))

    (local.set $y (local.get $margin))
    (loop $eachRow
      (local.set $x (local.get $margin))
      (loop $eachBlock
        (local.set $here (i32.add (local.get $strengths) (i32.shl
          (i32.add (i32.mul (local.get $y) (local.get $width)) (local.get $x)) (i32.const 2))))
        (local.set $strength (v128.load align=4 (local.get $here)))
        (local.set $lanes (i32x4.bitmask
          (v128.and
            (f32x4.ge (local.get $strength) (v128.const f32x4 2 2 2 2))
            (v128.and
              (f32x4.gt (local.get $strength) (f32x4.pmax
                (f32x4.pmax
                  (v128.load align=4
                    (i32.sub (i32.sub (local.get $here) (local.get $bytes)) (i32.const 4)))
                  (v128.load align=4 (i32.sub (local.get $here) (local.get $bytes))))
                (f32x4.pmax
                  (v128.load offset=4 align=4 (i32.sub (local.get $here) (local.get $bytes)))
                  (v128.load align=4 (i32.sub (local.get $here) (i32.const 4))))))
              (f32x4.ge (local.get $strength) (f32x4.pmax
                (f32x4.pmax
                  (v128.load offset=4 align=4 (local.get $here))
                  (v128.load align=4
                    (i32.sub (i32.add (local.get $here) (local.get $bytes)) (i32.const 4))))
                (f32x4.pmax
                  (v128.load align=4 (i32.add (local.get $here) (local.get $bytes)))
                  (v128.load offset=4 align=4
                    (i32.add (local.get $here) (local.get $bytes))))))))))
        (block $next
          (loop $eachLane
            (br_if $next (i32.eqz (local.get $lanes)))
            (local.set $pixel (i32.add (local.get $x) (i32.ctz (local.get $lanes))))
            ;; The others lie in the margin, too.
            (br_if $next (i32.ge_u (local.get $pixel)
              (i32.sub (local.get $width) (local.get $margin))))
            (local.set $lanes (i32.and (local.get $lanes)
              (i32.sub (local.get $lanes) (i32.const 1))))
            (local.set $pixel
              (i32.add (i32.mul (local.get $y) (local.get $width)) (local.get $pixel)))
            (i32.store (local.get $found) (local.get $pixel))
            (f32.store offset=4 (local.get $found)
              (call $signed (local.get $values) (local.get $strengths)
                (i32.shl (local.get $pixel) (i32.const 2))))
            (local.set $found (i32.add (local.get $found) (i32.const 8)))
            (br $eachLane)))
        (br_if $eachBlock (i32.lt_u
          (local.tee $x (i32.add (local.get $x) (i32.const 4)))
          (i32.sub (local.get $width) (local.get $margin)))))
      (br_if $eachRow (i32.lt_u
        (local.tee $y (i32.add (local.get $y) (i32.const 1)))
        (i32.sub (local.get $height) (local.get $margin)))))

    (i32.shr_u (i32.sub (local.get $found) (local.get $begin)) (i32.const 3)))

  ;; The strength of a spot, negative where it is darker than what is around it.
  (func $signed (param $values i32) (param $strengths i32) (param $at i32) (result f32)
    (local $here i32) (local $strength f32)
    (local.set $here (i32.add (local.get $values) (local.get $at)))
    (local.set $strength (f32.load (i32.add (local.get $strengths) (local.get $at))))
    (select (local.get $strength) (f32.neg (local.get $strength))
      (f32.lt
        (f32.sub
          (f32.add
            (f32.load (i32.sub (local.get $here) (i32.const 8)))
            (f32.load offset=8 (local.get $here)))
          (f32.mul (f32.const 2) (f32.load (local.get $here))))
        (f32.const 0))))

  ;; Describes spots by 128 comparisons of two pixels each.
  ;;
  ;;   values     address of the grey picture
  ;;   offsets    address of two i32 a comparison: offsets in bytes from the spot's pixel
  ;;   spots      address of one i32 a spot: offset in bytes of its pixel
  ;;   count      of spots, at least 1
  ;;   target     address of 16 bytes a spot: one bit a comparison, whether its first
  ;;              pixel is the brighter one; the first comparison has the lowest bit
  (func (export "describe")
    (param $values i32) (param $offsets i32) (param $spots i32) (param $count i32)
    (param $target i32)
    (local $here i32) (local $pair i32) (local $bit i32) (local $bits i32) (local $end i32)
    (local.set $end (i32.add (local.get $spots) (i32.shl (local.get $count) (i32.const 2))))
    (loop $eachSpot
      (local.set $here (i32.add (local.get $values) (i32.load (local.get $spots))))
      (local.set $pair (local.get $offsets))
      (loop $eachWord
        (local.set $bits (i32.const 0))
        (local.set $bit (i32.const 0))
        (loop $eachBit
          (local.set $bits (i32.or (local.get $bits) (i32.shl
            (f32.gt
              (f32.load (i32.add (local.get $here) (i32.load (local.get $pair))))
              (f32.load (i32.add (local.get $here) (i32.load offset=4 (local.get $pair)))))
            (local.get $bit))))
          (local.set $pair (i32.add (local.get $pair) (i32.const 8)))
          (br_if $eachBit (i32.lt_u
            (local.tee $bit (i32.add (local.get $bit) (i32.const 1)))
            (i32.const 32))))
        (i32.store (local.get $target) (local.get $bits))
        (local.set $target (i32.add (local.get $target) (i32.const 4)))
        (br_if $eachWord (i32.lt_u
          (local.get $pair)
          (i32.add (local.get $offsets) (i32.const 1024)))))
      (br_if $eachSpot (i32.lt_u
        (local.tee $spots (i32.add (local.get $spots) (i32.const 4)))
        (local.get $end)))))
)
