declare <4 x float> @llvm.fma.v4f32(<4 x float>, <4 x float>, <4 x float>)
declare <4 x float> @llvm.masked.load.v4f32.p0(ptr, i32, <4 x i1>, <4 x float>)
declare float @llvm.vector.reduce.fadd.v4f32(float, <4 x float>)
declare float @llvm.vector.reduce.fmaximum.v4f32(<4 x float>)
declare void @llvm.masked.store.v4f32.p0(<4 x float>, ptr, i32, <4 x i1>)
define void @rows_0cc1f1c89fa919c5faca(ptr %args, i64 %begin, i64 %end) #0 {
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
  %v17 = alloca float, i64 %v16, align 64
  %v20 = icmp slt i64 %begin, %end
  br i1 %v20, label %loop18, label %done19
loop18:
  %v21 = phi i64 [ %begin, %entry ], [ %v396, %done384 ]
  %v22 = mul i64 %v21, %v9
  %v23 = getelementptr float, ptr %v1, i64 %v22
  %v24 = mul i64 %v21, %v11
  %v25 = getelementptr float, ptr %v3, i64 %v24
  %v26 = and i64 %v7, 3
  %v27 = sub i64 %v7, %v26
  %v28 = and i64 %v27, 15
  %v29 = sub i64 %v27, %v28
  %v32 = icmp slt i64 0, %v29
  br i1 %v32, label %loop30, label %done31
loop30:
  %v33 = phi i64 [ 0, %loop18 ], [ %v65, %loop30 ]
  %v34 = phi <4 x float> [ <float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000>, %loop18 ], [ %v43, %loop30 ]
  %v35 = phi <4 x float> [ <float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000>, %loop18 ], [ %v50, %loop30 ]
  %v36 = phi <4 x float> [ <float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000>, %loop18 ], [ %v57, %loop30 ]
  %v37 = phi <4 x float> [ <float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000>, %loop18 ], [ %v64, %loop30 ]
  %v38 = getelementptr float, ptr %v23, i64 %v33
  %v39 = load <4 x float>, ptr %v38, align 4
  %v40 = fcmp ogt <4 x float> %v34, %v39
  %v41 = select <4 x i1> %v40, <4 x float> %v34, <4 x float> %v39
  %v42 = fcmp uno <4 x float> %v34, %v34
  %v43 = select <4 x i1> %v42, <4 x float> %v34, <4 x float> %v41
  %v44 = add i64 %v33, 4
  %v45 = getelementptr float, ptr %v23, i64 %v44
  %v46 = load <4 x float>, ptr %v45, align 4
  %v47 = fcmp ogt <4 x float> %v35, %v46
  %v48 = select <4 x i1> %v47, <4 x float> %v35, <4 x float> %v46
  %v49 = fcmp uno <4 x float> %v35, %v35
  %v50 = select <4 x i1> %v49, <4 x float> %v35, <4 x float> %v48
  %v51 = add i64 %v33, 8
  %v52 = getelementptr float, ptr %v23, i64 %v51
  %v53 = load <4 x float>, ptr %v52, align 4
  %v54 = fcmp ogt <4 x float> %v36, %v53
  %v55 = select <4 x i1> %v54, <4 x float> %v36, <4 x float> %v53
  %v56 = fcmp uno <4 x float> %v36, %v36
  %v57 = select <4 x i1> %v56, <4 x float> %v36, <4 x float> %v55
  %v58 = add i64 %v33, 12
  %v59 = getelementptr float, ptr %v23, i64 %v58
  %v60 = load <4 x float>, ptr %v59, align 4
  %v61 = fcmp ogt <4 x float> %v37, %v60
  %v62 = select <4 x i1> %v61, <4 x float> %v37, <4 x float> %v60
  %v63 = fcmp uno <4 x float> %v37, %v37
  %v64 = select <4 x i1> %v63, <4 x float> %v37, <4 x float> %v62
  %v65 = add i64 %v33, 16
  %v66 = icmp slt i64 %v65, %v29
  br i1 %v66, label %loop30, label %done31
done31:
  %v67 = phi <4 x float> [ <float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000>, %loop18 ], [ %v43, %loop30 ]
  %v68 = phi <4 x float> [ <float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000>, %loop18 ], [ %v50, %loop30 ]
  %v69 = phi <4 x float> [ <float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000>, %loop18 ], [ %v57, %loop30 ]
  %v70 = phi <4 x float> [ <float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000>, %loop18 ], [ %v64, %loop30 ]
  %v73 = icmp slt i64 %v29, %v27
  br i1 %v73, label %loop71, label %done72
loop71:
  %v74 = phi i64 [ %v29, %done31 ], [ %v85, %loop71 ]
  %v75 = phi <4 x float> [ %v67, %done31 ], [ %v84, %loop71 ]
  %v76 = phi <4 x float> [ %v68, %done31 ], [ %v76, %loop71 ]
  %v77 = phi <4 x float> [ %v69, %done31 ], [ %v77, %loop71 ]
  %v78 = phi <4 x float> [ %v70, %done31 ], [ %v78, %loop71 ]
  %v79 = getelementptr float, ptr %v23, i64 %v74
  %v80 = load <4 x float>, ptr %v79, align 4
  %v81 = fcmp ogt <4 x float> %v75, %v80
  %v82 = select <4 x i1> %v81, <4 x float> %v75, <4 x float> %v80
  %v83 = fcmp uno <4 x float> %v75, %v75
  %v84 = select <4 x i1> %v83, <4 x float> %v75, <4 x float> %v82
  %v85 = add i64 %v74, 4
  %v86 = icmp slt i64 %v85, %v27
  br i1 %v86, label %loop71, label %done72
done72:
  %v87 = phi <4 x float> [ %v67, %done31 ], [ %v84, %loop71 ]
  %v88 = phi <4 x float> [ %v68, %done31 ], [ %v76, %loop71 ]
  %v89 = phi <4 x float> [ %v69, %done31 ], [ %v77, %loop71 ]
  %v90 = phi <4 x float> [ %v70, %done31 ], [ %v78, %loop71 ]
  %v91 = icmp sgt i64 %v26, 0
  %v92 = zext i1 %v91 to i64
  %v95 = icmp slt i64 0, %v92
  br i1 %v95, label %loop93, label %done94
loop93:
  %v96 = phi i64 [ 0, %done72 ], [ %v111, %loop93 ]
  %v97 = phi <4 x float> [ %v87, %done72 ], [ %v110, %loop93 ]
  %v98 = phi <4 x float> [ %v88, %done72 ], [ %v98, %loop93 ]
  %v99 = phi <4 x float> [ %v89, %done72 ], [ %v99, %loop93 ]
  %v100 = phi <4 x float> [ %v90, %done72 ], [ %v100, %loop93 ]
  %v101 = insertelement <4 x i64> poison, i64 %v26, i64 0
  %v102 = shufflevector <4 x i64> %v101, <4 x i64> poison, <4 x i32> zeroinitializer
  %v103 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v102
  %v104 = getelementptr float, ptr %v23, i64 %v27
  %v105 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v104, i32 4, <4 x i1> %v103, <4 x float> <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>)
  %v106 = select <4 x i1> %v103, <4 x float> %v105, <4 x float> <float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000, float 0xFFF0000000000000>
  %v107 = fcmp ogt <4 x float> %v97, %v106
  %v108 = select <4 x i1> %v107, <4 x float> %v97, <4 x float> %v106
  %v109 = fcmp uno <4 x float> %v97, %v97
  %v110 = select <4 x i1> %v109, <4 x float> %v97, <4 x float> %v108
  %v111 = add i64 %v96, 1
  %v112 = icmp slt i64 %v111, %v92
  br i1 %v112, label %loop93, label %done94
done94:
  %v113 = phi <4 x float> [ %v87, %done72 ], [ %v110, %loop93 ]
  %v114 = phi <4 x float> [ %v88, %done72 ], [ %v98, %loop93 ]
  %v115 = phi <4 x float> [ %v89, %done72 ], [ %v99, %loop93 ]
  %v116 = phi <4 x float> [ %v90, %done72 ], [ %v100, %loop93 ]
  %v117 = fcmp ogt <4 x float> %v113, %v114
  %v118 = select <4 x i1> %v117, <4 x float> %v113, <4 x float> %v114
  %v119 = fcmp uno <4 x float> %v113, %v113
  %v120 = select <4 x i1> %v119, <4 x float> %v113, <4 x float> %v118
  %v121 = fcmp ogt <4 x float> %v115, %v116
  %v122 = select <4 x i1> %v121, <4 x float> %v115, <4 x float> %v116
  %v123 = fcmp uno <4 x float> %v115, %v115
  %v124 = select <4 x i1> %v123, <4 x float> %v115, <4 x float> %v122
  %v125 = fcmp ogt <4 x float> %v120, %v124
  %v126 = select <4 x i1> %v125, <4 x float> %v120, <4 x float> %v124
  %v127 = fcmp uno <4 x float> %v120, %v120
  %v128 = select <4 x i1> %v127, <4 x float> %v120, <4 x float> %v126
  %v129 = call float @llvm.vector.reduce.fmaximum.v4f32(<4 x float> %v128)
  %v130 = insertelement <4 x float> poison, float %v129, i64 0
  %v131 = shufflevector <4 x float> %v130, <4 x float> poison, <4 x i32> zeroinitializer
  %v132 = and i64 %v27, 15
  %v133 = sub i64 %v27, %v132
  %v136 = icmp slt i64 0, %v133
  br i1 %v136, label %loop134, label %done135
loop134:
  %v137 = phi i64 [ 0, %done94 ], [ %v265, %loop134 ]
  %v138 = phi <4 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done94 ], [ %v171, %loop134 ]
  %v139 = phi <4 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done94 ], [ %v202, %loop134 ]
  %v140 = phi <4 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done94 ], [ %v233, %loop134 ]
  %v141 = phi <4 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done94 ], [ %v264, %loop134 ]
  %v142 = getelementptr float, ptr %v23, i64 %v137
  %v143 = load <4 x float>, ptr %v142, align 4
  %v144 = fsub <4 x float> %v143, %v131
  %v145 = fcmp ogt <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, %v144
  %v146 = select <4 x i1> %v145, <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, <4 x float> %v144
  %v147 = fcmp olt <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, %v146
  %v148 = select <4 x i1> %v147, <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, <4 x float> %v146
  %v149 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v148, <4 x float> <float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000>, <4 x float> <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>)
  %v150 = fsub <4 x float> %v149, <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>
  %v151 = bitcast <4 x float> %v149 to <4 x i32>
  %v152 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v150, <4 x float> <float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000>, <4 x float> %v148)
  %v153 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v150, <4 x float> <float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000>, <4 x float> %v152)
  %v154 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000>, <4 x float> %v153, <4 x float> <float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000>)
  %v155 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v154, <4 x float> %v153, <4 x float> <float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000>)
  %v156 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v155, <4 x float> %v153, <4 x float> <float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000>)
  %v157 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v156, <4 x float> %v153, <4 x float> <float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000>)
  %v158 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v157, <4 x float> %v153, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v159 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v158, <4 x float> %v153, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v160 = lshr <4 x i32> %v151, <i32 1, i32 1, i32 1, i32 1>
  %v161 = sub <4 x i32> %v151, %v160
  %v162 = add <4 x i32> %v160, <i32 127, i32 127, i32 127, i32 127>
  %v163 = shl <4 x i32> %v162, <i32 23, i32 23, i32 23, i32 23>
  %v164 = bitcast <4 x i32> %v163 to <4 x float>
  %v165 = fmul <4 x float> %v159, %v164
  %v166 = add <4 x i32> %v161, <i32 127, i32 127, i32 127, i32 127>
  %v167 = shl <4 x i32> %v166, <i32 23, i32 23, i32 23, i32 23>
  %v168 = bitcast <4 x i32> %v167 to <4 x float>
  %v169 = fmul <4 x float> %v165, %v168
  %v170 = getelementptr float, ptr %v17, i64 %v137
  store <4 x float> %v169, ptr %v170, align 4
  %v171 = fadd <4 x float> %v138, %v169
  %v172 = add i64 %v137, 4
  %v173 = getelementptr float, ptr %v23, i64 %v172
  %v174 = load <4 x float>, ptr %v173, align 4
  %v175 = fsub <4 x float> %v174, %v131
  %v176 = fcmp ogt <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, %v175
  %v177 = select <4 x i1> %v176, <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, <4 x float> %v175
  %v178 = fcmp olt <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, %v177
  %v179 = select <4 x i1> %v178, <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, <4 x float> %v177
  %v180 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v179, <4 x float> <float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000>, <4 x float> <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>)
  %v181 = fsub <4 x float> %v180, <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>
  %v182 = bitcast <4 x float> %v180 to <4 x i32>
  %v183 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v181, <4 x float> <float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000>, <4 x float> %v179)
  %v184 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v181, <4 x float> <float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000>, <4 x float> %v183)
  %v185 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000>, <4 x float> %v184, <4 x float> <float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000>)
  %v186 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v185, <4 x float> %v184, <4 x float> <float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000>)
  %v187 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v186, <4 x float> %v184, <4 x float> <float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000>)
  %v188 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v187, <4 x float> %v184, <4 x float> <float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000>)
  %v189 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v188, <4 x float> %v184, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v190 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v189, <4 x float> %v184, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v191 = lshr <4 x i32> %v182, <i32 1, i32 1, i32 1, i32 1>
  %v192 = sub <4 x i32> %v182, %v191
  %v193 = add <4 x i32> %v191, <i32 127, i32 127, i32 127, i32 127>
  %v194 = shl <4 x i32> %v193, <i32 23, i32 23, i32 23, i32 23>
  %v195 = bitcast <4 x i32> %v194 to <4 x float>
  %v196 = fmul <4 x float> %v190, %v195
  %v197 = add <4 x i32> %v192, <i32 127, i32 127, i32 127, i32 127>
  %v198 = shl <4 x i32> %v197, <i32 23, i32 23, i32 23, i32 23>
  %v199 = bitcast <4 x i32> %v198 to <4 x float>
  %v200 = fmul <4 x float> %v196, %v199
  %v201 = getelementptr float, ptr %v17, i64 %v172
  store <4 x float> %v200, ptr %v201, align 4
  %v202 = fadd <4 x float> %v139, %v200
  %v203 = add i64 %v137, 8
  %v204 = getelementptr float, ptr %v23, i64 %v203
  %v205 = load <4 x float>, ptr %v204, align 4
  %v206 = fsub <4 x float> %v205, %v131
  %v207 = fcmp ogt <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, %v206
  %v208 = select <4 x i1> %v207, <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, <4 x float> %v206
  %v209 = fcmp olt <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, %v208
  %v210 = select <4 x i1> %v209, <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, <4 x float> %v208
  %v211 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v210, <4 x float> <float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000>, <4 x float> <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>)
  %v212 = fsub <4 x float> %v211, <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>
  %v213 = bitcast <4 x float> %v211 to <4 x i32>
  %v214 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v212, <4 x float> <float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000>, <4 x float> %v210)
  %v215 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v212, <4 x float> <float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000>, <4 x float> %v214)
  %v216 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000>, <4 x float> %v215, <4 x float> <float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000>)
  %v217 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v216, <4 x float> %v215, <4 x float> <float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000>)
  %v218 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v217, <4 x float> %v215, <4 x float> <float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000>)
  %v219 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v218, <4 x float> %v215, <4 x float> <float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000>)
  %v220 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v219, <4 x float> %v215, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v221 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v220, <4 x float> %v215, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v222 = lshr <4 x i32> %v213, <i32 1, i32 1, i32 1, i32 1>
  %v223 = sub <4 x i32> %v213, %v222
  %v224 = add <4 x i32> %v222, <i32 127, i32 127, i32 127, i32 127>
  %v225 = shl <4 x i32> %v224, <i32 23, i32 23, i32 23, i32 23>
  %v226 = bitcast <4 x i32> %v225 to <4 x float>
  %v227 = fmul <4 x float> %v221, %v226
  %v228 = add <4 x i32> %v223, <i32 127, i32 127, i32 127, i32 127>
  %v229 = shl <4 x i32> %v228, <i32 23, i32 23, i32 23, i32 23>
  %v230 = bitcast <4 x i32> %v229 to <4 x float>
  %v231 = fmul <4 x float> %v227, %v230
  %v232 = getelementptr float, ptr %v17, i64 %v203
  store <4 x float> %v231, ptr %v232, align 4
  %v233 = fadd <4 x float> %v140, %v231
  %v234 = add i64 %v137, 12
  %v235 = getelementptr float, ptr %v23, i64 %v234
  %v236 = load <4 x float>, ptr %v235, align 4
  %v237 = fsub <4 x float> %v236, %v131
  %v238 = fcmp ogt <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, %v237
  %v239 = select <4 x i1> %v238, <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, <4 x float> %v237
  %v240 = fcmp olt <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, %v239
  %v241 = select <4 x i1> %v240, <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, <4 x float> %v239
  %v242 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v241, <4 x float> <float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000>, <4 x float> <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>)
  %v243 = fsub <4 x float> %v242, <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>
  %v244 = bitcast <4 x float> %v242 to <4 x i32>
  %v245 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v243, <4 x float> <float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000>, <4 x float> %v241)
  %v246 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v243, <4 x float> <float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000>, <4 x float> %v245)
  %v247 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000>, <4 x float> %v246, <4 x float> <float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000>)
  %v248 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v247, <4 x float> %v246, <4 x float> <float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000>)
  %v249 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v248, <4 x float> %v246, <4 x float> <float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000>)
  %v250 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v249, <4 x float> %v246, <4 x float> <float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000>)
  %v251 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v250, <4 x float> %v246, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v252 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v251, <4 x float> %v246, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v253 = lshr <4 x i32> %v244, <i32 1, i32 1, i32 1, i32 1>
  %v254 = sub <4 x i32> %v244, %v253
  %v255 = add <4 x i32> %v253, <i32 127, i32 127, i32 127, i32 127>
  %v256 = shl <4 x i32> %v255, <i32 23, i32 23, i32 23, i32 23>
  %v257 = bitcast <4 x i32> %v256 to <4 x float>
  %v258 = fmul <4 x float> %v252, %v257
  %v259 = add <4 x i32> %v254, <i32 127, i32 127, i32 127, i32 127>
  %v260 = shl <4 x i32> %v259, <i32 23, i32 23, i32 23, i32 23>
  %v261 = bitcast <4 x i32> %v260 to <4 x float>
  %v262 = fmul <4 x float> %v258, %v261
  %v263 = getelementptr float, ptr %v17, i64 %v234
  store <4 x float> %v262, ptr %v263, align 4
  %v264 = fadd <4 x float> %v141, %v262
  %v265 = add i64 %v137, 16
  %v266 = icmp slt i64 %v265, %v133
  br i1 %v266, label %loop134, label %done135
done135:
  %v267 = phi <4 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done94 ], [ %v171, %loop134 ]
  %v268 = phi <4 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done94 ], [ %v202, %loop134 ]
  %v269 = phi <4 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done94 ], [ %v233, %loop134 ]
  %v270 = phi <4 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done94 ], [ %v264, %loop134 ]
  %v273 = icmp slt i64 %v133, %v27
  br i1 %v273, label %loop271, label %done272
loop271:
  %v274 = phi i64 [ %v133, %done135 ], [ %v309, %loop271 ]
  %v275 = phi <4 x float> [ %v267, %done135 ], [ %v308, %loop271 ]
  %v276 = phi <4 x float> [ %v268, %done135 ], [ %v276, %loop271 ]
  %v277 = phi <4 x float> [ %v269, %done135 ], [ %v277, %loop271 ]
  %v278 = phi <4 x float> [ %v270, %done135 ], [ %v278, %loop271 ]
  %v279 = getelementptr float, ptr %v23, i64 %v274
  %v280 = load <4 x float>, ptr %v279, align 4
  %v281 = fsub <4 x float> %v280, %v131
  %v282 = fcmp ogt <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, %v281
  %v283 = select <4 x i1> %v282, <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, <4 x float> %v281
  %v284 = fcmp olt <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, %v283
  %v285 = select <4 x i1> %v284, <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, <4 x float> %v283
  %v286 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v285, <4 x float> <float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000>, <4 x float> <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>)
  %v287 = fsub <4 x float> %v286, <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>
  %v288 = bitcast <4 x float> %v286 to <4 x i32>
  %v289 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v287, <4 x float> <float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000>, <4 x float> %v285)
  %v290 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v287, <4 x float> <float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000>, <4 x float> %v289)
  %v291 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000>, <4 x float> %v290, <4 x float> <float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000>)
  %v292 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v291, <4 x float> %v290, <4 x float> <float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000>)
  %v293 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v292, <4 x float> %v290, <4 x float> <float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000>)
  %v294 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v293, <4 x float> %v290, <4 x float> <float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000>)
  %v295 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v294, <4 x float> %v290, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v296 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v295, <4 x float> %v290, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v297 = lshr <4 x i32> %v288, <i32 1, i32 1, i32 1, i32 1>
  %v298 = sub <4 x i32> %v288, %v297
  %v299 = add <4 x i32> %v297, <i32 127, i32 127, i32 127, i32 127>
  %v300 = shl <4 x i32> %v299, <i32 23, i32 23, i32 23, i32 23>
  %v301 = bitcast <4 x i32> %v300 to <4 x float>
  %v302 = fmul <4 x float> %v296, %v301
  %v303 = add <4 x i32> %v298, <i32 127, i32 127, i32 127, i32 127>
  %v304 = shl <4 x i32> %v303, <i32 23, i32 23, i32 23, i32 23>
  %v305 = bitcast <4 x i32> %v304 to <4 x float>
  %v306 = fmul <4 x float> %v302, %v305
  %v307 = getelementptr float, ptr %v17, i64 %v274
  store <4 x float> %v306, ptr %v307, align 4
  %v308 = fadd <4 x float> %v275, %v306
  %v309 = add i64 %v274, 4
  %v310 = icmp slt i64 %v309, %v27
  br i1 %v310, label %loop271, label %done272
done272:
  %v311 = phi <4 x float> [ %v267, %done135 ], [ %v308, %loop271 ]
  %v312 = phi <4 x float> [ %v268, %done135 ], [ %v276, %loop271 ]
  %v313 = phi <4 x float> [ %v269, %done135 ], [ %v277, %loop271 ]
  %v314 = phi <4 x float> [ %v270, %done135 ], [ %v278, %loop271 ]
  %v315 = icmp sgt i64 %v26, 0
  %v316 = zext i1 %v315 to i64
  %v319 = icmp slt i64 0, %v316
  br i1 %v319, label %loop317, label %done318
loop317:
  %v320 = phi i64 [ 0, %done272 ], [ %v359, %loop317 ]
  %v321 = phi <4 x float> [ %v311, %done272 ], [ %v358, %loop317 ]
  %v322 = phi <4 x float> [ %v312, %done272 ], [ %v322, %loop317 ]
  %v323 = phi <4 x float> [ %v313, %done272 ], [ %v323, %loop317 ]
  %v324 = phi <4 x float> [ %v314, %done272 ], [ %v324, %loop317 ]
  %v325 = insertelement <4 x i64> poison, i64 %v26, i64 0
  %v326 = shufflevector <4 x i64> %v325, <4 x i64> poison, <4 x i32> zeroinitializer
  %v327 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v326
  %v328 = getelementptr float, ptr %v23, i64 %v27
  %v329 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v328, i32 4, <4 x i1> %v327, <4 x float> <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>)
  %v330 = fsub <4 x float> %v329, %v131
  %v331 = fcmp ogt <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, %v330
  %v332 = select <4 x i1> %v331, <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, <4 x float> %v330
  %v333 = fcmp olt <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, %v332
  %v334 = select <4 x i1> %v333, <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, <4 x float> %v332
  %v335 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v334, <4 x float> <float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000>, <4 x float> <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>)
  %v336 = fsub <4 x float> %v335, <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>
  %v337 = bitcast <4 x float> %v335 to <4 x i32>
  %v338 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v336, <4 x float> <float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000>, <4 x float> %v334)
  %v339 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v336, <4 x float> <float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000>, <4 x float> %v338)
  %v340 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000>, <4 x float> %v339, <4 x float> <float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000>)
  %v341 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v340, <4 x float> %v339, <4 x float> <float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000>)
  %v342 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v341, <4 x float> %v339, <4 x float> <float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000>)
  %v343 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v342, <4 x float> %v339, <4 x float> <float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000>)
  %v344 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v343, <4 x float> %v339, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v345 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v344, <4 x float> %v339, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v346 = lshr <4 x i32> %v337, <i32 1, i32 1, i32 1, i32 1>
  %v347 = sub <4 x i32> %v337, %v346
  %v348 = add <4 x i32> %v346, <i32 127, i32 127, i32 127, i32 127>
  %v349 = shl <4 x i32> %v348, <i32 23, i32 23, i32 23, i32 23>
  %v350 = bitcast <4 x i32> %v349 to <4 x float>
  %v351 = fmul <4 x float> %v345, %v350
  %v352 = add <4 x i32> %v347, <i32 127, i32 127, i32 127, i32 127>
  %v353 = shl <4 x i32> %v352, <i32 23, i32 23, i32 23, i32 23>
  %v354 = bitcast <4 x i32> %v353 to <4 x float>
  %v355 = fmul <4 x float> %v351, %v354
  %v356 = getelementptr float, ptr %v17, i64 %v27
  store <4 x float> %v355, ptr %v356, align 4
  %v357 = select <4 x i1> %v327, <4 x float> %v355, <4 x float> <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>
  %v358 = fadd <4 x float> %v321, %v357
  %v359 = add i64 %v320, 1
  %v360 = icmp slt i64 %v359, %v316
  br i1 %v360, label %loop317, label %done318
done318:
  %v361 = phi <4 x float> [ %v311, %done272 ], [ %v358, %loop317 ]
  %v362 = phi <4 x float> [ %v312, %done272 ], [ %v322, %loop317 ]
  %v363 = phi <4 x float> [ %v313, %done272 ], [ %v323, %loop317 ]
  %v364 = phi <4 x float> [ %v314, %done272 ], [ %v324, %loop317 ]
  %v365 = fadd <4 x float> %v361, %v362
  %v366 = fadd <4 x float> %v363, %v364
  %v367 = fadd <4 x float> %v365, %v366
  %v368 = call reassoc float @llvm.vector.reduce.fadd.v4f32(float 0x0000000000000000, <4 x float> %v367)
  %v369 = insertelement <4 x float> poison, float %v368, i64 0
  %v370 = shufflevector <4 x float> %v369, <4 x float> poison, <4 x i32> zeroinitializer
  %v373 = icmp slt i64 0, %v27
  br i1 %v373, label %loop371, label %done372
loop371:
  %v374 = phi i64 [ 0, %done318 ], [ %v379, %loop371 ]
  %v375 = getelementptr float, ptr %v17, i64 %v374
  %v376 = load <4 x float>, ptr %v375, align 4
  %v377 = fdiv <4 x float> %v376, %v370
  %v378 = getelementptr float, ptr %v25, i64 %v374
  store <4 x float> %v377, ptr %v378, align 4
  %v379 = add i64 %v374, 4
  %v380 = icmp slt i64 %v379, %v27
  br i1 %v380, label %loop371, label %done372
done372:
  %v381 = icmp sgt i64 %v26, 0
  %v382 = zext i1 %v381 to i64
  %v385 = icmp slt i64 0, %v382
  br i1 %v385, label %loop383, label %done384
loop383:
  %v386 = phi i64 [ 0, %done372 ], [ %v394, %loop383 ]
  %v387 = insertelement <4 x i64> poison, i64 %v26, i64 0
  %v388 = shufflevector <4 x i64> %v387, <4 x i64> poison, <4 x i32> zeroinitializer
  %v389 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v388
  %v390 = getelementptr float, ptr %v17, i64 %v27
  %v391 = load <4 x float>, ptr %v390, align 4
  %v392 = fdiv <4 x float> %v391, %v370
  %v393 = getelementptr float, ptr %v25, i64 %v27
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v392, ptr %v393, i32 4, <4 x i1> %v389)
  %v394 = add i64 %v386, 1
  %v395 = icmp slt i64 %v394, %v382
  br i1 %v395, label %loop383, label %done384
done384:
  %v396 = add i64 %v21, 1
  %v397 = icmp slt i64 %v396, %end
  br i1 %v397, label %loop18, label %done19
done19:
  ret void
}
attributes #0 = { nounwind "no-trapping-math"="true" }
