;; The two passes of the bicubic resize, plain SIMD128. To the byte what
;; resize-plain.ts gives.
;;
;; A weight has 23 bits and its sign, too many for the one fast multiplication
;; there is (two pairs of i16, added up in an i32). So each weight comes in two
;; parts, weight = high * 2^11 + low with 0 <= low < 2^11, which are summed apart
;; and put together at the end. Weights come in pairs: the i16 of the even source
;; pixel below that of the odd one.

(module
  (memory (export "memory") 1)

  ;; Makes each row of a picture narrower (or wider).
  ;;
  ;;   source     address of the first row: 3 bytes a pixel
  ;;   stride     bytes from one row to the next
  ;;   rows       at least 1
  ;;   starts     address of one i32 a column: offset in bytes of its first pixel in a row
  ;;   weights    address of the columns' weights, 16 bytes for every four pixels:
  ;;              high of pixels 0 1, high of 2 3, low of 0 1, low of 2 3
  ;;   fours      how many times four pixels each column is made of, at least 1;
  ;;              what lies behind a row is read, with weights of 0
  ;;   columns    at least 1
  ;;   target     address of the first row written; rows follow each other. One byte
  ;;              behind the last one is overwritten.
  (func (export "across")
    (param $source i32) (param $stride i32) (param $rows i32)
    (param $starts i32) (param $weights i32) (param $fours i32) (param $columns i32)
    (param $target i32)
    (local $column i32) (local $pixels i32) (local $weight i32) (local $four i32)
    (local $block v128) (local $even v128) (local $odd v128)
    (local $high v128) (local $low v128) (local $half v128)

    (local.set $half (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
    (loop $eachRow
      (local.set $column (i32.const 0))
      (local.set $weight (local.get $weights))
      (loop $eachColumn
        (local.set $pixels (i32.add (local.get $source)
          (i32.load (i32.add (local.get $starts) (i32.shl (local.get $column) (i32.const 2))))))
        (local.set $high (v128.const i32x4 0 0 0 0))
        (local.set $low (local.get $half))
        (local.set $four (local.get $fours))
        (loop $eachFour
          (local.set $block (v128.load (local.get $pixels)))
          ;; Two pixels' reds, greens and blues side by side, as i16: bytes beyond 15 are 0.
          (local.set $even (i8x16.swizzle (local.get $block)
            (v128.const i8x16 0 -1 3 -1 1 -1 4 -1 2 -1 5 -1 -1 -1 -1 -1)))
          (local.set $odd (i8x16.swizzle (local.get $block)
            (v128.const i8x16 6 -1 9 -1 7 -1 10 -1 8 -1 11 -1 -1 -1 -1 -1)))
          (local.set $high (i32x4.add (local.get $high) (i32x4.add
            (i32x4.dot_i16x8_s (local.get $even) (v128.load32_splat (local.get $weight)))
            (i32x4.dot_i16x8_s (local.get $odd) (v128.load32_splat offset=4 (local.get $weight))))))
          (local.set $low (i32x4.add (local.get $low) (i32x4.add
            (i32x4.dot_i16x8_s (local.get $even) (v128.load32_splat offset=8 (local.get $weight)))
            (i32x4.dot_i16x8_s (local.get $odd) (v128.load32_splat offset=12 (local.get $weight))))))
          (local.set $pixels (i32.add (local.get $pixels) (i32.const 12)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 16)))
          (br_if $eachFour (local.tee $four (i32.sub (local.get $four) (i32.const 1)))))

        (local.set $high (i32x4.shr_s
          (i32x4.add (i32x4.shl (local.get $high) (i32.const 11)) (local.get $low))
          (i32.const 22)))
        (local.set $high (i16x8.narrow_i32x4_s (local.get $high) (local.get $high)))
        ;; Four bytes for three: the next pixel covers the fourth.
        (v128.store32_lane align=1 0 (local.get $target)
          (i8x16.narrow_i16x8_u (local.get $high) (local.get $high)))
        (local.set $target (i32.add (local.get $target) (i32.const 3)))
        (local.set $column (i32.add (local.get $column) (i32.const 1)))
        (br_if $eachColumn (i32.lt_u (local.get $column) (local.get $columns))))
      (local.set $source (i32.add (local.get $source) (local.get $stride)))
      (br_if $eachRow (local.tee $rows (i32.sub (local.get $rows) (i32.const 1))))))

  ;; Makes a picture lower (or higher).
  ;;
  ;;   source     address of the first row
  ;;   bytes      of a row; rows follow each other
  ;;   starts     address of one i32 a row written: offset in bytes of its first source row
  ;;   weights    address of the rows' weights, 8 bytes for every two source rows:
  ;;              high of rows 0 1, low of rows 0 1
  ;;   twos       how many times two source rows each row is made of, at least 1;
  ;;              what lies behind the last one is read, with weights of 0
  ;;   rows       at least 1
  ;;   target     address of the first row written; rows follow each other. Up to
  ;;              15 bytes behind the last one are overwritten.
  (func (export "down")
    (param $source i32) (param $bytes i32)
    (param $starts i32) (param $weights i32) (param $twos i32) (param $rows i32)
    (param $target i32)
    (local $first i32) (local $offset i32) (local $pixels i32) (local $weight i32) (local $two i32)
    (local $upper v128) (local $lower v128) (local $pairs v128)
    (local $highWeight v128) (local $lowWeight v128) (local $half v128)
    (local $high0 v128) (local $high1 v128) (local $high2 v128) (local $high3 v128)
    (local $low0 v128) (local $low1 v128) (local $low2 v128) (local $low3 v128)

    (local.set $half (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
    (loop $eachRow
      (local.set $first (i32.add (local.get $source) (i32.load (local.get $starts))))
      (local.set $offset (i32.const 0))
      ;; Sixteen bytes a turn.
      (loop $eachBlock
        (local.set $pixels (i32.add (local.get $first) (local.get $offset)))
        (local.set $weight (local.get $weights))
        (local.set $two (local.get $twos))
        (local.set $high0 (v128.const i32x4 0 0 0 0))
        (local.set $high1 (v128.const i32x4 0 0 0 0))
        (local.set $high2 (v128.const i32x4 0 0 0 0))
        (local.set $high3 (v128.const i32x4 0 0 0 0))
        (local.set $low0 (local.get $half))
        (local.set $low1 (local.get $half))
        (local.set $low2 (local.get $half))
        (local.set $low3 (local.get $half))
        (loop $eachTwo
          (local.set $highWeight (v128.load32_splat (local.get $weight)))
          (local.set $lowWeight (v128.load32_splat offset=4 (local.get $weight)))
          (local.set $upper (v128.load (local.get $pixels)))
          (local.set $pixels (i32.add (local.get $pixels) (local.get $bytes)))
          (local.set $lower (v128.load (local.get $pixels)))
          (local.set $pixels (i32.add (local.get $pixels) (local.get $bytes)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 8)))

          (local.set $pairs (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (local.get $upper) (local.get $lower)))
          (local.set $lower (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31
            (local.get $upper) (local.get $lower)))
          (local.set $upper (i16x8.extend_low_i8x16_u (local.get $pairs)))
          (local.set $high0 (i32x4.add (local.get $high0)
            (i32x4.dot_i16x8_s (local.get $upper) (local.get $highWeight))))
          (local.set $low0 (i32x4.add (local.get $low0)
            (i32x4.dot_i16x8_s (local.get $upper) (local.get $lowWeight))))
          (local.set $upper (i16x8.extend_high_i8x16_u (local.get $pairs)))
          (local.set $high1 (i32x4.add (local.get $high1)
            (i32x4.dot_i16x8_s (local.get $upper) (local.get $highWeight))))
          (local.set $low1 (i32x4.add (local.get $low1)
            (i32x4.dot_i16x8_s (local.get $upper) (local.get $lowWeight))))
          (local.set $upper (i16x8.extend_low_i8x16_u (local.get $lower)))
          (local.set $high2 (i32x4.add (local.get $high2)
            (i32x4.dot_i16x8_s (local.get $upper) (local.get $highWeight))))
          (local.set $low2 (i32x4.add (local.get $low2)
            (i32x4.dot_i16x8_s (local.get $upper) (local.get $lowWeight))))
          (local.set $upper (i16x8.extend_high_i8x16_u (local.get $lower)))
          (local.set $high3 (i32x4.add (local.get $high3)
            (i32x4.dot_i16x8_s (local.get $upper) (local.get $highWeight))))
          (local.set $low3 (i32x4.add (local.get $low3)
            (i32x4.dot_i16x8_s (local.get $upper) (local.get $lowWeight))))
          (br_if $eachTwo (local.tee $two (i32.sub (local.get $two) (i32.const 1)))))

        (local.set $high0 (i32x4.shr_s
          (i32x4.add (i32x4.shl (local.get $high0) (i32.const 11)) (local.get $low0))
          (i32.const 22)))
        (local.set $high1 (i32x4.shr_s
          (i32x4.add (i32x4.shl (local.get $high1) (i32.const 11)) (local.get $low1))
          (i32.const 22)))
        (local.set $high2 (i32x4.shr_s
          (i32x4.add (i32x4.shl (local.get $high2) (i32.const 11)) (local.get $low2))
          (i32.const 22)))
        (local.set $high3 (i32x4.shr_s
          (i32x4.add (i32x4.shl (local.get $high3) (i32.const 11)) (local.get $low3))
          (i32.const 22)))
        (v128.store align=1 (i32.add (local.get $target) (local.get $offset))
          (i8x16.narrow_i16x8_u
            (i16x8.narrow_i32x4_s (local.get $high0) (local.get $high1))
            (i16x8.narrow_i32x4_s (local.get $high2) (local.get $high3))))
        (local.set $offset (i32.add (local.get $offset) (i32.const 16)))
        (br_if $eachBlock (i32.lt_u (local.get $offset) (local.get $bytes))))
      (local.set $starts (i32.add (local.get $starts) (i32.const 4)))
      (local.set $weights
        (i32.add (local.get $weights) (i32.shl (local.get $twos) (i32.const 3))))
      (local.set $target (i32.add (local.get $target) (local.get $bytes)))
      (br_if $eachRow (local.tee $rows (i32.sub (local.get $rows) (i32.const 1))))))
)
