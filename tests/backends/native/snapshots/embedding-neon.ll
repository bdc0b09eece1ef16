declare <4 x float> @llvm.masked.load.v4f32.p0(ptr, i32, <4 x i1>, <4 x float>)
declare void @llvm.masked.store.v4f32.p0(<4 x float>, ptr, i32, <4 x i1>)
define void @take_b03e1891a9437e00da4a(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %v1 = load ptr, ptr %args, align 8
  %v2 = getelementptr i64, ptr %args, i64 1
  %v3 = load ptr, ptr %v2, align 8
  %v4 = getelementptr i64, ptr %args, i64 2
  %v5 = load ptr, ptr %v4, align 8
  %v6 = getelementptr i64, ptr %args, i64 3
  %v7 = load ptr, ptr %v6, align 8
  %v8 = getelementptr i64, ptr %args, i64 4
  %v9 = load i64, ptr %v8, align 8
  %v10 = getelementptr i64, ptr %args, i64 5
  %v11 = load i64, ptr %v10, align 8
  %v12 = getelementptr i64, ptr %args, i64 6
  %v13 = load i64, ptr %v12, align 8
  %v14 = getelementptr i64, ptr %args, i64 7
  %v15 = load i64, ptr %v14, align 8
  %v18 = icmp slt i64 %begin, %end
  br i1 %v18, label %loop16, label %done17
loop16:
  %v19 = phi i64 [ %begin, %entry ], [ %v84, %after67 ]
  %v20 = sdiv i64 %v19, %v11
  %v21 = mul i64 %v20, %v11
  %v22 = sub i64 %v19, %v21
  %v23 = getelementptr i32, ptr %v3, i64 %v22
  %v24 = load i32, ptr %v23, align 4
  %v25 = sext i32 %v24 to i64
  %v26 = icmp slt i64 %v25, 0
  %v27 = add i64 %v25, %v9
  %v28 = select i1 %v26, i64 %v27, i64 %v25
  %v29 = icmp ult i64 %v28, %v9
  %v30 = icmp uge i64 %v28, %v9
  br i1 %v30, label %then31, label %after32
then31:
  store i64 1, ptr %v7, align 8
  br label %after32
after32:
  %v33 = select i1 %v29, i64 %v28, i64 -1
  %v34 = mul i64 %v19, %v13
  %v35 = getelementptr float, ptr %v5, i64 %v34
  %v36 = icmp sge i64 %v33, 0
  %v37 = icmp ne i64 %v33, %v15
  %v38 = and i1 %v36, %v37
  br i1 %v38, label %then39, label %after40
then39:
  %v41 = mul i64 %v20, %v9
  %v42 = add i64 %v41, %v33
  %v43 = mul i64 %v42, %v13
  %v44 = getelementptr float, ptr %v1, i64 %v43
  %v45 = and i64 %v13, 3
  %v46 = sub i64 %v13, %v45
  %v49 = icmp slt i64 0, %v46
  br i1 %v49, label %loop47, label %done48
loop47:
  %v50 = phi i64 [ 0, %then39 ], [ %v54, %loop47 ]
  %v51 = getelementptr float, ptr %v44, i64 %v50
  %v52 = load <4 x float>, ptr %v51, align 4
  %v53 = getelementptr float, ptr %v35, i64 %v50
  store <4 x float> %v52, ptr %v53, align 4
  %v54 = add i64 %v50, 4
  %v55 = icmp slt i64 %v54, %v46
  br i1 %v55, label %loop47, label %done48
done48:
  %v56 = icmp sgt i64 %v45, 0
  br i1 %v56, label %then57, label %after58
then57:
  %v59 = insertelement <4 x i64> poison, i64 %v45, i64 0
  %v60 = shufflevector <4 x i64> %v59, <4 x i64> poison, <4 x i32> zeroinitializer
  %v61 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v60
  %v62 = getelementptr float, ptr %v44, i64 %v46
  %v63 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v62, i32 4, <4 x i1> %v61, <4 x float> splat (float 0x0000000000000000))
  %v64 = getelementptr float, ptr %v35, i64 %v46
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v63, ptr %v64, i32 4, <4 x i1> %v61)
  br label %after58
after58:
  br label %after40
after40:
  %v65 = xor i1 %v38, true
  br i1 %v65, label %then66, label %after67
then66:
  %v68 = and i64 %v13, 3
  %v69 = sub i64 %v13, %v68
  %v72 = icmp slt i64 0, %v69
  br i1 %v72, label %loop70, label %done71
loop70:
  %v73 = phi i64 [ 0, %then66 ], [ %v75, %loop70 ]
  %v74 = getelementptr float, ptr %v35, i64 %v73
  store <4 x float> splat (float 0x0000000000000000), ptr %v74, align 4
  %v75 = add i64 %v73, 4
  %v76 = icmp slt i64 %v75, %v69
  br i1 %v76, label %loop70, label %done71
done71:
  %v77 = icmp sgt i64 %v68, 0
  br i1 %v77, label %then78, label %after79
then78:
  %v80 = insertelement <4 x i64> poison, i64 %v68, i64 0
  %v81 = shufflevector <4 x i64> %v80, <4 x i64> poison, <4 x i32> zeroinitializer
  %v82 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v81
  %v83 = getelementptr float, ptr %v35, i64 %v69
  call void @llvm.masked.store.v4f32.p0(<4 x float> splat (float 0x0000000000000000), ptr %v83, i32 4, <4 x i1> %v82)
  br label %after79
after79:
  br label %after67
after67:
  %v84 = add i64 %v19, 1
  %v85 = icmp slt i64 %v84, %end
  br i1 %v85, label %loop16, label %done17
done17:
  ret void
}
attributes #0 = { nounwind "no-trapping-math"="true" }

declare <4 x float> @llvm.masked.load.v4f32.p0(ptr, i32, <4 x i1>, <4 x float>)
declare void @llvm.masked.store.v4f32.p0(<4 x float>, ptr, i32, <4 x i1>)
define void @rows_e692f6827b2e1917fce5(ptr %args, i64 %begin, i64 %end) #0 {
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
  %v16 = add i64 %v7, 4
  %v19 = icmp slt i64 %begin, %end
  br i1 %v19, label %loop17, label %done18
loop17:
  %v20 = phi i64 [ %begin, %entry ], [ %v50, %done39 ]
  %v21 = mul i64 %v20, %v9
  %v22 = getelementptr float, ptr %v1, i64 %v21
  %v23 = mul i64 %v20, %v11
  %v24 = getelementptr float, ptr %v3, i64 %v23
  %v25 = and i64 %v7, 3
  %v26 = sub i64 %v7, %v25
  %v29 = icmp slt i64 0, %v26
  br i1 %v29, label %loop27, label %done28
loop27:
  %v30 = phi i64 [ 0, %loop17 ], [ %v34, %loop27 ]
  %v31 = getelementptr float, ptr %v22, i64 %v30
  %v32 = load <4 x float>, ptr %v31, align 4
  %v33 = getelementptr float, ptr %v24, i64 %v30
  store <4 x float> %v32, ptr %v33, align 4
  %v34 = add i64 %v30, 4
  %v35 = icmp slt i64 %v34, %v26
  br i1 %v35, label %loop27, label %done28
done28:
  %v36 = icmp sgt i64 %v25, 0
  %v37 = zext i1 %v36 to i64
  %v40 = icmp slt i64 0, %v37
  br i1 %v40, label %loop38, label %done39
loop38:
  %v41 = phi i64 [ 0, %done28 ], [ %v48, %loop38 ]
  %v42 = insertelement <4 x i64> poison, i64 %v25, i64 0
  %v43 = shufflevector <4 x i64> %v42, <4 x i64> poison, <4 x i32> zeroinitializer
  %v44 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v43
  %v45 = getelementptr float, ptr %v22, i64 %v26
  %v46 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v45, i32 4, <4 x i1> %v44, <4 x float> splat (float 0x0000000000000000))
  %v47 = getelementptr float, ptr %v24, i64 %v26
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v46, ptr %v47, i32 4, <4 x i1> %v44)
  %v48 = add i64 %v41, 1
  %v49 = icmp slt i64 %v48, %v37
  br i1 %v49, label %loop38, label %done39
done39:
  %v50 = add i64 %v20, 1
  %v51 = icmp slt i64 %v50, %end
  br i1 %v51, label %loop17, label %done18
done18:
  ret void
}
attributes #0 = { nounwind "no-trapping-math"="true" }
