declare <4 x double> @llvm.masked.load.v4f64.p0(ptr, i32, <4 x i1>, <4 x double>)
declare void @llvm.masked.store.v4f64.p0(<4 x double>, ptr, i32, <4 x i1>)
define void @rows_bad6315f3cd8e4397b46(ptr %args, i64 %begin, i64 %end) #0 {
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
  %v10 = add i64 %v5, 4
  %v11 = mul i64 %begin, 4
  %v12 = mul i64 %end, 4
  %v13 = icmp slt i64 %v12, %v5
  %v14 = select i1 %v13, i64 %v12, i64 %v5
  %v15 = sub i64 %v14, %v11
  %v16 = and i64 %v15, 3
  %v17 = sub i64 %v14, %v16
  %v20 = icmp slt i64 %v11, %v17
  br i1 %v20, label %loop18, label %done19
loop18:
  %v21 = phi i64 [ %v11, %entry ], [ %v26, %loop18 ]
  %v22 = getelementptr double, ptr %v1, i64 %v21
  %v23 = load <4 x double>, ptr %v22, align 8
  %v24 = fmul <4 x double> %v23, %v23
  %v25 = getelementptr double, ptr %v3, i64 %v21
  store <4 x double> %v24, ptr %v25, align 8
  %v26 = add i64 %v21, 4
  %v27 = icmp slt i64 %v26, %v17
  br i1 %v27, label %loop18, label %done19
done19:
  %v28 = icmp sgt i64 %v16, 0
  %v29 = zext i1 %v28 to i64
  %v32 = icmp slt i64 0, %v29
  br i1 %v32, label %loop30, label %done31
loop30:
  %v33 = phi i64 [ 0, %done19 ], [ %v41, %loop30 ]
  %v34 = insertelement <4 x i64> poison, i64 %v16, i64 0
  %v35 = shufflevector <4 x i64> %v34, <4 x i64> poison, <4 x i32> zeroinitializer
  %v36 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v35
  %v37 = getelementptr double, ptr %v1, i64 %v17
  %v38 = call <4 x double> @llvm.masked.load.v4f64.p0(ptr %v37, i32 8, <4 x i1> %v36, <4 x double> splat (double 0x0000000000000000))
  %v39 = fmul <4 x double> %v38, %v38
  %v40 = getelementptr double, ptr %v3, i64 %v17
  call void @llvm.masked.store.v4f64.p0(<4 x double> %v39, ptr %v40, i32 8, <4 x i1> %v36)
  %v41 = add i64 %v33, 1
  %v42 = icmp slt i64 %v41, %v29
  br i1 %v42, label %loop30, label %done31
done31:
  ret void
}
attributes #0 = { nounwind "no-trapping-math"="true" }

declare <4 x double> @llvm.masked.load.v4f64.p0(ptr, i32, <4 x i1>, <4 x double>)
declare void @llvm.masked.store.v4f64.p0(<4 x double>, ptr, i32, <4 x i1>)
define void @columns_2f43294701cab346c258(ptr %args, i64 %begin, i64 %end) #0 {
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
  %v10 = getelementptr i64, ptr %args, i64 5
  %v11 = load i64, ptr %v10, align 8
  %v12 = getelementptr i64, ptr %args, i64 6
  %v13 = load i64, ptr %v12, align 8
  %v14 = getelementptr i64, ptr %args, i64 7
  %v15 = load i64, ptr %v14, align 8
  %v16 = add i64 %v7, 15
  %v17 = sdiv i64 %v16, 16
  %v20 = icmp slt i64 %begin, %end
  br i1 %v20, label %loop18, label %done19
loop18:
  %v21 = phi i64 [ %begin, %entry ], [ %v86, %done47 ]
  %v22 = sdiv i64 %v21, %v17
  %v23 = mul i64 %v22, %v17
  %v24 = sub i64 %v21, %v23
  %v25 = mul i64 %v24, 16
  %v26 = mul i64 %v22, %v13
  %v27 = getelementptr double, ptr %v1, i64 %v26
  %v28 = mul i64 %v22, %v15
  %v29 = getelementptr double, ptr %v3, i64 %v28
  %v30 = sub i64 %v7, %v25
  %v31 = insertelement <4 x i64> poison, i64 %v30, i64 0
  %v32 = shufflevector <4 x i64> %v31, <4 x i64> poison, <4 x i32> zeroinitializer
  %v33 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v32
  %v34 = sub i64 %v30, 4
  %v35 = insertelement <4 x i64> poison, i64 %v34, i64 0
  %v36 = shufflevector <4 x i64> %v35, <4 x i64> poison, <4 x i32> zeroinitializer
  %v37 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v36
  %v38 = sub i64 %v30, 8
  %v39 = insertelement <4 x i64> poison, i64 %v38, i64 0
  %v40 = shufflevector <4 x i64> %v39, <4 x i64> poison, <4 x i32> zeroinitializer
  %v41 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v40
  %v42 = sub i64 %v30, 12
  %v43 = insertelement <4 x i64> poison, i64 %v42, i64 0
  %v44 = shufflevector <4 x i64> %v43, <4 x i64> poison, <4 x i32> zeroinitializer
  %v45 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v44
  %v48 = icmp slt i64 0, %v5
  br i1 %v48, label %loop46, label %done47
loop46:
  %v49 = phi i64 [ 0, %loop18 ], [ %v73, %loop46 ]
  %v50 = phi <4 x double> [ splat (double 0x0000000000000000), %loop18 ], [ %v60, %loop46 ]
  %v51 = phi <4 x double> [ splat (double 0x0000000000000000), %loop18 ], [ %v64, %loop46 ]
  %v52 = phi <4 x double> [ splat (double 0x0000000000000000), %loop18 ], [ %v68, %loop46 ]
  %v53 = phi <4 x double> [ splat (double 0x0000000000000000), %loop18 ], [ %v72, %loop46 ]
  %v54 = mul i64 %v49, %v9
  %v55 = getelementptr double, ptr %v27, i64 %v54
  %v56 = mul i64 %v49, %v11
  %v57 = getelementptr double, ptr %v29, i64 %v56
  %v58 = getelementptr double, ptr %v55, i64 %v25
  %v59 = call <4 x double> @llvm.masked.load.v4f64.p0(ptr %v58, i32 8, <4 x i1> %v33, <4 x double> splat (double 0x0000000000000000))
  %v60 = fadd <4 x double> %v50, %v59
  %v61 = add i64 %v25, 4
  %v62 = getelementptr double, ptr %v55, i64 %v61
  %v63 = call <4 x double> @llvm.masked.load.v4f64.p0(ptr %v62, i32 8, <4 x i1> %v37, <4 x double> splat (double 0x0000000000000000))
  %v64 = fadd <4 x double> %v51, %v63
  %v65 = add i64 %v25, 8
  %v66 = getelementptr double, ptr %v55, i64 %v65
  %v67 = call <4 x double> @llvm.masked.load.v4f64.p0(ptr %v66, i32 8, <4 x i1> %v41, <4 x double> splat (double 0x0000000000000000))
  %v68 = fadd <4 x double> %v52, %v67
  %v69 = add i64 %v25, 12
  %v70 = getelementptr double, ptr %v55, i64 %v69
  %v71 = call <4 x double> @llvm.masked.load.v4f64.p0(ptr %v70, i32 8, <4 x i1> %v45, <4 x double> splat (double 0x0000000000000000))
  %v72 = fadd <4 x double> %v53, %v71
  %v73 = add i64 %v49, 1
  %v74 = icmp slt i64 %v73, %v5
  br i1 %v74, label %loop46, label %done47
done47:
  %v75 = phi <4 x double> [ splat (double 0x0000000000000000), %loop18 ], [ %v60, %loop46 ]
  %v76 = phi <4 x double> [ splat (double 0x0000000000000000), %loop18 ], [ %v64, %loop46 ]
  %v77 = phi <4 x double> [ splat (double 0x0000000000000000), %loop18 ], [ %v68, %loop46 ]
  %v78 = phi <4 x double> [ splat (double 0x0000000000000000), %loop18 ], [ %v72, %loop46 ]
  %v79 = getelementptr double, ptr %v29, i64 %v25
  call void @llvm.masked.store.v4f64.p0(<4 x double> %v75, ptr %v79, i32 8, <4 x i1> %v33)
  %v80 = add i64 %v25, 4
  %v81 = getelementptr double, ptr %v29, i64 %v80
  call void @llvm.masked.store.v4f64.p0(<4 x double> %v76, ptr %v81, i32 8, <4 x i1> %v37)
  %v82 = add i64 %v25, 8
  %v83 = getelementptr double, ptr %v29, i64 %v82
  call void @llvm.masked.store.v4f64.p0(<4 x double> %v77, ptr %v83, i32 8, <4 x i1> %v41)
  %v84 = add i64 %v25, 12
  %v85 = getelementptr double, ptr %v29, i64 %v84
  call void @llvm.masked.store.v4f64.p0(<4 x double> %v78, ptr %v85, i32 8, <4 x i1> %v45)
  %v86 = add i64 %v21, 1
  %v87 = icmp slt i64 %v86, %end
  br i1 %v87, label %loop18, label %done19
done19:
  ret void
}
attributes #0 = { nounwind "no-trapping-math"="true" }
