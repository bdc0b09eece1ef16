declare <16 x float> @llvm.fabs.v16f32(<16 x float>)
declare <16 x float> @llvm.fma.v16f32(<16 x float>, <16 x float>, <16 x float>)
declare <16 x float> @llvm.masked.load.v16f32.p0(ptr, i32, <16 x i1>, <16 x float>)
declare void @llvm.masked.store.v16f32.p0(<16 x float>, ptr, i32, <16 x i1>)
define void @rows_9e3361c57bfd17bcbb20(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %v1 = load ptr, ptr %args, align 8
  %v2 = getelementptr i64, ptr %args, i64 1
  %v3 = load ptr, ptr %v2, align 8
  %v4 = getelementptr i64, ptr %args, i64 2
  %v5 = load i64, ptr %v4, align 8
  %v6 = getelementptr i64, ptr %args, i64 3
  %v7 = load i64, ptr %v6, align 8
  %v8 = getelementptr i64, ptr %args, i64 4
  %v9 = load i64, ptr %v8, align 8
  %v10 = add i64 %v5, 16
  %v11 = mul i64 %begin, 16
  %v12 = mul i64 %end, 16
  %v13 = icmp slt i64 %v12, %v5
  %v14 = select i1 %v13, i64 %v12, i64 %v5
  %v15 = sub i64 %v14, %v11
  %v16 = and i64 %v15, 15
  %v17 = sub i64 %v14, %v16
  %v20 = icmp slt i64 %v11, %v17
  br i1 %v20, label %loop18, label %done19
loop18:
  %v21 = phi i64 [ %v11, %entry ], [ %v51, %loop18 ]
  %v22 = getelementptr float, ptr %v1, i64 %v21
  %v23 = load <16 x float>, ptr %v22, align 4
  %v24 = call <16 x float> @llvm.fabs.v16f32(<16 x float> %v23)
  %v25 = fcmp olt <16 x float> splat (float 0x4024000000000000), %v24
  %v26 = select <16 x i1> %v25, <16 x float> splat (float 0x4024000000000000), <16 x float> %v24
  %v27 = fadd <16 x float> %v26, %v26
  %v28 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v27, <16 x float> splat (float 0x3FF7154760000000), <16 x float> splat (float 0x4168000000000000))
  %v29 = fsub <16 x float> %v28, splat (float 0x4168000000000000)
  %v30 = bitcast <16 x float> %v28 to <16 x i32>
  %v31 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v29, <16 x float> splat (float 0xBFE62E4300000000), <16 x float> %v27)
  %v32 = fmul <16 x float> %v31, %v31
  %v33 = call <16 x float> @llvm.fma.v16f32(<16 x float> splat (float 0x3F56D117C0000000), <16 x float> %v31, <16 x float> splat (float 0x3F8120BE20000000))
  %v34 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v33, <16 x float> %v31, <16 x float> splat (float 0x3FA5555180000000))
  %v35 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v34, <16 x float> %v31, <16 x float> splat (float 0x3FC5554DC0000000))
  %v36 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v35, <16 x float> %v31, <16 x float> splat (float 0x3FE0000000000000))
  %v37 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v32, <16 x float> %v36, <16 x float> %v31)
  %v38 = add <16 x i32> %v30, splat (i32 127)
  %v39 = shl <16 x i32> %v38, splat (i32 23)
  %v40 = bitcast <16 x i32> %v39 to <16 x float>
  %v41 = fsub <16 x float> %v40, splat (float 0x3FF0000000000000)
  %v42 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v40, <16 x float> %v37, <16 x float> %v41)
  %v43 = fadd <16 x float> %v42, splat (float 0x4000000000000000)
  %v44 = fdiv <16 x float> %v42, %v43
  %v45 = bitcast <16 x float> %v44 to <16 x i32>
  %v46 = bitcast <16 x float> %v23 to <16 x i32>
  %v47 = and <16 x i32> %v46, splat (i32 -2147483648)
  %v48 = or <16 x i32> %v45, %v47
  %v49 = bitcast <16 x i32> %v48 to <16 x float>
  %v50 = getelementptr float, ptr %v3, i64 %v21
  store <16 x float> %v49, ptr %v50, align 4
  %v51 = add i64 %v21, 16
  %v52 = icmp slt i64 %v51, %v17
  br i1 %v52, label %loop18, label %done19
done19:
  %v53 = icmp sgt i64 %v16, 0
  %v54 = zext i1 %v53 to i64
  %v57 = icmp slt i64 0, %v54
  br i1 %v57, label %loop55, label %done56
loop55:
  %v58 = phi i64 [ 0, %done19 ], [ %v91, %loop55 ]
  %v59 = insertelement <16 x i64> poison, i64 %v16, i64 0
  %v60 = shufflevector <16 x i64> %v59, <16 x i64> poison, <16 x i32> zeroinitializer
  %v61 = icmp slt <16 x i64> <i64 0, i64 1, i64 2, i64 3, i64 4, i64 5, i64 6, i64 7, i64 8, i64 9, i64 10, i64 11, i64 12, i64 13, i64 14, i64 15>, %v60
  %v62 = getelementptr float, ptr %v1, i64 %v17
  %v63 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v62, i32 4, <16 x i1> %v61, <16 x float> splat (float 0x0000000000000000))
  %v64 = call <16 x float> @llvm.fabs.v16f32(<16 x float> %v63)
  %v65 = fcmp olt <16 x float> splat (float 0x4024000000000000), %v64
  %v66 = select <16 x i1> %v65, <16 x float> splat (float 0x4024000000000000), <16 x float> %v64
  %v67 = fadd <16 x float> %v66, %v66
  %v68 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v67, <16 x float> splat (float 0x3FF7154760000000), <16 x float> splat (float 0x4168000000000000))
  %v69 = fsub <16 x float> %v68, splat (float 0x4168000000000000)
  %v70 = bitcast <16 x float> %v68 to <16 x i32>
  %v71 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v69, <16 x float> splat (float 0xBFE62E4300000000), <16 x float> %v67)
  %v72 = fmul <16 x float> %v71, %v71
  %v73 = call <16 x float> @llvm.fma.v16f32(<16 x float> splat (float 0x3F56D117C0000000), <16 x float> %v71, <16 x float> splat (float 0x3F8120BE20000000))
  %v74 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v73, <16 x float> %v71, <16 x float> splat (float 0x3FA5555180000000))
  %v75 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v74, <16 x float> %v71, <16 x float> splat (float 0x3FC5554DC0000000))
  %v76 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v75, <16 x float> %v71, <16 x float> splat (float 0x3FE0000000000000))
  %v77 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v72, <16 x float> %v76, <16 x float> %v71)
  %v78 = add <16 x i32> %v70, splat (i32 127)
  %v79 = shl <16 x i32> %v78, splat (i32 23)
  %v80 = bitcast <16 x i32> %v79 to <16 x float>
  %v81 = fsub <16 x float> %v80, splat (float 0x3FF0000000000000)
  %v82 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v80, <16 x float> %v77, <16 x float> %v81)
  %v83 = fadd <16 x float> %v82, splat (float 0x4000000000000000)
  %v84 = fdiv <16 x float> %v82, %v83
  %v85 = bitcast <16 x float> %v84 to <16 x i32>
  %v86 = bitcast <16 x float> %v63 to <16 x i32>
  %v87 = and <16 x i32> %v86, splat (i32 -2147483648)
  %v88 = or <16 x i32> %v85, %v87
  %v89 = bitcast <16 x i32> %v88 to <16 x float>
  %v90 = getelementptr float, ptr %v3, i64 %v17
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v89, ptr %v90, i32 4, <16 x i1> %v61)
  %v91 = add i64 %v58, 1
  %v92 = icmp slt i64 %v91, %v54
  br i1 %v92, label %loop55, label %done56
done56:
  ret void
}
attributes #0 = { nounwind "no-trapping-math"="true" }

declare <16 x float> @llvm.fabs.v16f32(<16 x float>)
declare <16 x float> @llvm.fma.v16f32(<16 x float>, <16 x float>, <16 x float>)
declare <16 x float> @llvm.masked.load.v16f32.p0(ptr, i32, <16 x i1>, <16 x float>)
declare <16 x float> @llvm.x86.avx512.mask.getexp.ps.512(<16 x float>, <16 x float>, i16, i32)
declare <16 x float> @llvm.x86.avx512.mask.getmant.ps.512(<16 x float>, i32, <16 x float>, i16, i32)
declare <16 x float> @llvm.x86.avx512.mask.scalef.ps.512(<16 x float>, <16 x float>, <16 x float>, i16, i32)
declare void @llvm.masked.store.v16f32.p0(<16 x float>, ptr, i32, <16 x i1>)
define void @rows_b80476f294e5ee6e2167(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %v1 = load ptr, ptr %args, align 8
  %v2 = getelementptr i64, ptr %args, i64 1
  %v3 = load ptr, ptr %v2, align 8
  %v4 = getelementptr i64, ptr %args, i64 2
  %v5 = load i64, ptr %v4, align 8
  %v6 = getelementptr i64, ptr %args, i64 3
  %v7 = load i64, ptr %v6, align 8
  %v8 = getelementptr i64, ptr %args, i64 4
  %v9 = load i64, ptr %v8, align 8
  %v10 = add i64 %v5, 16
  %v11 = alloca i8, i64 2048, align 64
  %v12 = alloca i8, i64 2048, align 64
  %v13 = mul i64 %begin, 16
  %v14 = mul i64 %end, 16
  %v15 = icmp slt i64 %v14, %v5
  %v16 = select i1 %v15, i64 %v14, i64 %v5
  %v17 = sub i64 %v16, %v13
  %v18 = and i64 %v17, 15
  %v19 = sub i64 %v16, %v18
  %v22 = icmp slt i64 %v13, %v16
  br i1 %v22, label %loop20, label %done21
loop20:
  %v23 = phi i64 [ %v13, %entry ], [ %v190, %done144 ]
  %v24 = add i64 %v23, 512
  %v25 = icmp slt i64 %v24, %v16
  %v26 = select i1 %v25, i64 %v24, i64 %v16
  %v27 = icmp slt i64 %v24, %v19
  %v28 = select i1 %v27, i64 %v24, i64 %v19
  %v29 = icmp slt i64 %v28, %v26
  %v32 = icmp slt i64 %v23, %v28
  br i1 %v32, label %loop30, label %done31
loop30:
  %v33 = phi i64 [ %v23, %loop20 ], [ %v60, %loop30 ]
  %v34 = getelementptr float, ptr %v1, i64 %v33
  %v35 = load <16 x float>, ptr %v34, align 4
  %v36 = fcmp ogt <16 x float> splat (float 0x0000000000000000), %v35
  %v37 = select <16 x i1> %v36, <16 x float> splat (float 0x0000000000000000), <16 x float> %v35
  %v38 = call <16 x float> @llvm.fabs.v16f32(<16 x float> %v35)
  %v39 = fneg <16 x float> %v38
  %v40 = fcmp ogt <16 x float> splat (float 0xC05A000000000000), %v39
  %v41 = select <16 x i1> %v40, <16 x float> splat (float 0xC05A000000000000), <16 x float> %v39
  %v42 = fcmp olt <16 x float> splat (float 0x4056400000000000), %v41
  %v43 = select <16 x i1> %v42, <16 x float> splat (float 0x4056400000000000), <16 x float> %v41
  %v44 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v43, <16 x float> splat (float 0x3FF7154760000000), <16 x float> splat (float 0x4168000000000000))
  %v45 = fsub <16 x float> %v44, splat (float 0x4168000000000000)
  %v46 = bitcast <16 x float> %v44 to <16 x i32>
  %v47 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v45, <16 x float> splat (float 0xBFE62E4000000000), <16 x float> %v43)
  %v48 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v45, <16 x float> splat (float 0xBEB7F7D1C0000000), <16 x float> %v47)
  %v49 = call <16 x float> @llvm.fma.v16f32(<16 x float> splat (float 0x3F56D117C0000000), <16 x float> %v48, <16 x float> splat (float 0x3F8120BE20000000))
  %v50 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v49, <16 x float> %v48, <16 x float> splat (float 0x3FA5555180000000))
  %v51 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v50, <16 x float> %v48, <16 x float> splat (float 0x3FC5554DC0000000))
  %v52 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v51, <16 x float> %v48, <16 x float> splat (float 0x3FE0000000000000))
  %v53 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v52, <16 x float> %v48, <16 x float> splat (float 0x3FF0000000000000))
  %v54 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v53, <16 x float> %v48, <16 x float> splat (float 0x3FF0000000000000))
  %v55 = call <16 x float> @llvm.x86.avx512.mask.scalef.ps.512(<16 x float> %v54, <16 x float> %v45, <16 x float> %v54, i16 -1, i32 4)
  %v56 = sub i64 %v33, %v23
  %v57 = getelementptr float, ptr %v11, i64 %v56
  store <16 x float> %v37, ptr %v57, align 4
  %v58 = sub i64 %v33, %v23
  %v59 = getelementptr float, ptr %v12, i64 %v58
  store <16 x float> %v55, ptr %v59, align 4
  %v60 = add i64 %v33, 16
  %v61 = icmp slt i64 %v60, %v28
  br i1 %v61, label %loop30, label %done31
done31:
  %v62 = zext i1 %v29 to i64
  %v65 = icmp slt i64 0, %v62
  br i1 %v65, label %loop63, label %done64
loop63:
  %v66 = phi i64 [ 0, %done31 ], [ %v96, %loop63 ]
  %v67 = insertelement <16 x i64> poison, i64 %v18, i64 0
  %v68 = shufflevector <16 x i64> %v67, <16 x i64> poison, <16 x i32> zeroinitializer
  %v69 = icmp slt <16 x i64> <i64 0, i64 1, i64 2, i64 3, i64 4, i64 5, i64 6, i64 7, i64 8, i64 9, i64 10, i64 11, i64 12, i64 13, i64 14, i64 15>, %v68
  %v70 = getelementptr float, ptr %v1, i64 %v19
  %v71 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v70, i32 4, <16 x i1> %v69, <16 x float> splat (float 0x0000000000000000))
  %v72 = fcmp ogt <16 x float> splat (float 0x0000000000000000), %v71
  %v73 = select <16 x i1> %v72, <16 x float> splat (float 0x0000000000000000), <16 x float> %v71
  %v74 = call <16 x float> @llvm.fabs.v16f32(<16 x float> %v71)
  %v75 = fneg <16 x float> %v74
  %v76 = fcmp ogt <16 x float> splat (float 0xC05A000000000000), %v75
  %v77 = select <16 x i1> %v76, <16 x float> splat (float 0xC05A000000000000), <16 x float> %v75
  %v78 = fcmp olt <16 x float> splat (float 0x4056400000000000), %v77
  %v79 = select <16 x i1> %v78, <16 x float> splat (float 0x4056400000000000), <16 x float> %v77
  %v80 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v79, <16 x float> splat (float 0x3FF7154760000000), <16 x float> splat (float 0x4168000000000000))
  %v81 = fsub <16 x float> %v80, splat (float 0x4168000000000000)
  %v82 = bitcast <16 x float> %v80 to <16 x i32>
  %v83 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v81, <16 x float> splat (float 0xBFE62E4000000000), <16 x float> %v79)
  %v84 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v81, <16 x float> splat (float 0xBEB7F7D1C0000000), <16 x float> %v83)
  %v85 = call <16 x float> @llvm.fma.v16f32(<16 x float> splat (float 0x3F56D117C0000000), <16 x float> %v84, <16 x float> splat (float 0x3F8120BE20000000))
  %v86 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v85, <16 x float> %v84, <16 x float> splat (float 0x3FA5555180000000))
  %v87 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v86, <16 x float> %v84, <16 x float> splat (float 0x3FC5554DC0000000))
  %v88 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v87, <16 x float> %v84, <16 x float> splat (float 0x3FE0000000000000))
  %v89 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v88, <16 x float> %v84, <16 x float> splat (float 0x3FF0000000000000))
  %v90 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v89, <16 x float> %v84, <16 x float> splat (float 0x3FF0000000000000))
  %v91 = call <16 x float> @llvm.x86.avx512.mask.scalef.ps.512(<16 x float> %v90, <16 x float> %v81, <16 x float> %v90, i16 -1, i32 4)
  %v92 = sub i64 %v19, %v23
  %v93 = getelementptr float, ptr %v11, i64 %v92
  store <16 x float> %v73, ptr %v93, align 4
  %v94 = sub i64 %v19, %v23
  %v95 = getelementptr float, ptr %v12, i64 %v94
  store <16 x float> %v91, ptr %v95, align 4
  %v96 = add i64 %v66, 1
  %v97 = icmp slt i64 %v96, %v62
  br i1 %v97, label %loop63, label %done64
done64:
  %v100 = icmp slt i64 %v23, %v28
  br i1 %v100, label %loop98, label %done99
loop98:
  %v101 = phi i64 [ %v23, %done64 ], [ %v140, %loop98 ]
  %v102 = sub i64 %v101, %v23
  %v103 = getelementptr float, ptr %v12, i64 %v102
  %v104 = load <16 x float>, ptr %v103, align 4
  %v105 = fadd <16 x float> %v104, splat (float 0x3FF0000000000000)
  %v106 = fsub <16 x float> %v105, splat (float 0x3FF0000000000000)
  %v107 = fsub <16 x float> %v104, %v106
  %v108 = fdiv <16 x float> %v107, %v105
  %v109 = fcmp oeq <16 x float> %v104, splat (float 0x0000000000000000)
  %v110 = call <16 x float> @llvm.x86.avx512.mask.getmant.ps.512(<16 x float> %v105, i32 11, <16 x float> %v105, i16 -1, i32 4)
  %v111 = call <16 x float> @llvm.x86.avx512.mask.getexp.ps.512(<16 x float> %v105, <16 x float> %v105, i16 -1, i32 4)
  %v112 = call <16 x float> @llvm.x86.avx512.mask.getexp.ps.512(<16 x float> %v110, <16 x float> %v110, i16 -1, i32 4)
  %v113 = fsub <16 x float> %v111, %v112
  %v114 = fsub <16 x float> %v110, splat (float 0x3FF0000000000000)
  %v115 = fadd <16 x float> %v114, splat (float 0x4000000000000000)
  %v116 = fdiv <16 x float> %v114, %v115
  %v117 = fmul <16 x float> %v116, %v116
  %v118 = fmul <16 x float> %v114, %v114
  %v119 = fmul <16 x float> %v118, splat (float 0x3FE0000000000000)
  %v120 = call <16 x float> @llvm.fma.v16f32(<16 x float> splat (float 0x3FD32C65C0000000), <16 x float> %v117, <16 x float> splat (float 0x3FD99625E0000000))
  %v121 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v120, <16 x float> %v117, <16 x float> splat (float 0x3FE5555660000000))
  %v122 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v117, <16 x float> %v121, <16 x float> %v119)
  %v123 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v113, <16 x float> splat (float 0x3EB7F7D1C0000000), <16 x float> %v108)
  %v124 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v116, <16 x float> %v122, <16 x float> %v123)
  %v125 = fsub <16 x float> %v119, %v124
  %v126 = fsub <16 x float> %v114, %v125
  %v127 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v113, <16 x float> splat (float 0x3FE62E4000000000), <16 x float> %v126)
  %v128 = fcmp oeq <16 x float> %v105, splat (float 0x7FF0000000000000)
  %v129 = select <16 x i1> %v128, <16 x float> %v105, <16 x float> %v127
  %v130 = fcmp oeq <16 x float> %v105, splat (float 0x0000000000000000)
  %v131 = select <16 x i1> %v130, <16 x float> splat (float 0xFFF0000000000000), <16 x float> %v129
  %v132 = fcmp ult <16 x float> %v105, splat (float 0x0000000000000000)
  %v133 = select <16 x i1> %v132, <16 x float> splat (float 0x7FF8000000000000), <16 x float> %v131
  %v134 = select <16 x i1> %v109, <16 x float> %v104, <16 x float> %v133
  %v135 = sub i64 %v101, %v23
  %v136 = getelementptr float, ptr %v11, i64 %v135
  %v137 = load <16 x float>, ptr %v136, align 4
  %v138 = fadd <16 x float> %v137, %v134
  %v139 = getelementptr float, ptr %v3, i64 %v101
  store <16 x float> %v138, ptr %v139, align 4
  %v140 = add i64 %v101, 16
  %v141 = icmp slt i64 %v140, %v28
  br i1 %v141, label %loop98, label %done99
done99:
  %v142 = zext i1 %v29 to i64
  %v145 = icmp slt i64 0, %v142
  br i1 %v145, label %loop143, label %done144
loop143:
  %v146 = phi i64 [ 0, %done99 ], [ %v188, %loop143 ]
  %v147 = insertelement <16 x i64> poison, i64 %v18, i64 0
  %v148 = shufflevector <16 x i64> %v147, <16 x i64> poison, <16 x i32> zeroinitializer
  %v149 = icmp slt <16 x i64> <i64 0, i64 1, i64 2, i64 3, i64 4, i64 5, i64 6, i64 7, i64 8, i64 9, i64 10, i64 11, i64 12, i64 13, i64 14, i64 15>, %v148
  %v150 = sub i64 %v19, %v23
  %v151 = getelementptr float, ptr %v12, i64 %v150
  %v152 = load <16 x float>, ptr %v151, align 4
  %v153 = fadd <16 x float> %v152, splat (float 0x3FF0000000000000)
  %v154 = fsub <16 x float> %v153, splat (float 0x3FF0000000000000)
  %v155 = fsub <16 x float> %v152, %v154
  %v156 = fdiv <16 x float> %v155, %v153
  %v157 = fcmp oeq <16 x float> %v152, splat (float 0x0000000000000000)
  %v158 = call <16 x float> @llvm.x86.avx512.mask.getmant.ps.512(<16 x float> %v153, i32 11, <16 x float> %v153, i16 -1, i32 4)
  %v159 = call <16 x float> @llvm.x86.avx512.mask.getexp.ps.512(<16 x float> %v153, <16 x float> %v153, i16 -1, i32 4)
  %v160 = call <16 x float> @llvm.x86.avx512.mask.getexp.ps.512(<16 x float> %v158, <16 x float> %v158, i16 -1, i32 4)
  %v161 = fsub <16 x float> %v159, %v160
  %v162 = fsub <16 x float> %v158, splat (float 0x3FF0000000000000)
  %v163 = fadd <16 x float> %v162, splat (float 0x4000000000000000)
  %v164 = fdiv <16 x float> %v162, %v163
  %v165 = fmul <16 x float> %v164, %v164
  %v166 = fmul <16 x float> %v162, %v162
  %v167 = fmul <16 x float> %v166, splat (float 0x3FE0000000000000)
  %v168 = call <16 x float> @llvm.fma.v16f32(<16 x float> splat (float 0x3FD32C65C0000000), <16 x float> %v165, <16 x float> splat (float 0x3FD99625E0000000))
  %v169 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v168, <16 x float> %v165, <16 x float> splat (float 0x3FE5555660000000))
  %v170 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v165, <16 x float> %v169, <16 x float> %v167)
  %v171 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v161, <16 x float> splat (float 0x3EB7F7D1C0000000), <16 x float> %v156)
  %v172 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v164, <16 x float> %v170, <16 x float> %v171)
  %v173 = fsub <16 x float> %v167, %v172
  %v174 = fsub <16 x float> %v162, %v173
  %v175 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v161, <16 x float> splat (float 0x3FE62E4000000000), <16 x float> %v174)
  %v176 = fcmp oeq <16 x float> %v153, splat (float 0x7FF0000000000000)
  %v177 = select <16 x i1> %v176, <16 x float> %v153, <16 x float> %v175
  %v178 = fcmp oeq <16 x float> %v153, splat (float 0x0000000000000000)
  %v179 = select <16 x i1> %v178, <16 x float> splat (float 0xFFF0000000000000), <16 x float> %v177
  %v180 = fcmp ult <16 x float> %v153, splat (float 0x0000000000000000)
  %v181 = select <16 x i1> %v180, <16 x float> splat (float 0x7FF8000000000000), <16 x float> %v179
  %v182 = select <16 x i1> %v157, <16 x float> %v152, <16 x float> %v181
  %v183 = sub i64 %v19, %v23
  %v184 = getelementptr float, ptr %v11, i64 %v183
  %v185 = load <16 x float>, ptr %v184, align 4
  %v186 = fadd <16 x float> %v185, %v182
  %v187 = getelementptr float, ptr %v3, i64 %v19
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v186, ptr %v187, i32 4, <16 x i1> %v149)
  %v188 = add i64 %v146, 1
  %v189 = icmp slt i64 %v188, %v142
  br i1 %v189, label %loop143, label %done144
done144:
  %v190 = add i64 %v23, 512
  %v191 = icmp slt i64 %v190, %v16
  br i1 %v191, label %loop20, label %done21
done21:
  ret void
}
attributes #0 = { nounwind "no-trapping-math"="true" }
