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
  %v21 = phi i64 [ %begin, %entry ], [ %v402, %done390 ]
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
  %v137 = phi i64 [ 0, %done94 ], [ %v269, %loop134 ]
  %v138 = phi <4 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done94 ], [ %v172, %loop134 ]
  %v139 = phi <4 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done94 ], [ %v204, %loop134 ]
  %v140 = phi <4 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done94 ], [ %v236, %loop134 ]
  %v141 = phi <4 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done94 ], [ %v268, %loop134 ]
  %v142 = getelementptr float, ptr %v23, i64 %v137
  %v143 = load <4 x float>, ptr %v142, align 4
  %v144 = fsub <4 x float> %v143, %v131
  %v145 = fcmp ogt <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, %v144
  %v146 = select <4 x i1> %v145, <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, <4 x float> %v144
  %v147 = fcmp olt <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, %v146
  %v148 = select <4 x i1> %v147, <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, <4 x float> %v146
  %v149 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v148, <4 x float> <float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000>, <4 x float> <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>)
  %v150 = bitcast <4 x float> %v149 to <4 x i32>
  %v151 = sub <4 x i32> %v150, <i32 1262485504, i32 1262485504, i32 1262485504, i32 1262485504>
  %v152 = fsub <4 x float> %v149, <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>
  %v153 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v152, <4 x float> <float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000>, <4 x float> %v148)
  %v154 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v152, <4 x float> <float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000>, <4 x float> %v153)
  %v155 = ashr <4 x i32> %v151, <i32 1, i32 1, i32 1, i32 1>
  %v156 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000>, <4 x float> %v154, <4 x float> <float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000>)
  %v157 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v156, <4 x float> %v154, <4 x float> <float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000>)
  %v158 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v157, <4 x float> %v154, <4 x float> <float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000>)
  %v159 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v158, <4 x float> %v154, <4 x float> <float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000>)
  %v160 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v159, <4 x float> %v154, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v161 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v160, <4 x float> %v154, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v162 = sub <4 x i32> %v151, %v155
  %v163 = add <4 x i32> %v155, <i32 127, i32 127, i32 127, i32 127>
  %v164 = shl <4 x i32> %v163, <i32 23, i32 23, i32 23, i32 23>
  %v165 = bitcast <4 x i32> %v164 to <4 x float>
  %v166 = fmul <4 x float> %v161, %v165
  %v167 = add <4 x i32> %v162, <i32 127, i32 127, i32 127, i32 127>
  %v168 = shl <4 x i32> %v167, <i32 23, i32 23, i32 23, i32 23>
  %v169 = bitcast <4 x i32> %v168 to <4 x float>
  %v170 = fmul <4 x float> %v166, %v169
  %v171 = getelementptr float, ptr %v17, i64 %v137
  store <4 x float> %v170, ptr %v171, align 4
  %v172 = fadd <4 x float> %v138, %v170
  %v173 = add i64 %v137, 4
  %v174 = getelementptr float, ptr %v23, i64 %v173
  %v175 = load <4 x float>, ptr %v174, align 4
  %v176 = fsub <4 x float> %v175, %v131
  %v177 = fcmp ogt <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, %v176
  %v178 = select <4 x i1> %v177, <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, <4 x float> %v176
  %v179 = fcmp olt <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, %v178
  %v180 = select <4 x i1> %v179, <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, <4 x float> %v178
  %v181 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v180, <4 x float> <float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000>, <4 x float> <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>)
  %v182 = bitcast <4 x float> %v181 to <4 x i32>
  %v183 = sub <4 x i32> %v182, <i32 1262485504, i32 1262485504, i32 1262485504, i32 1262485504>
  %v184 = fsub <4 x float> %v181, <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>
  %v185 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v184, <4 x float> <float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000>, <4 x float> %v180)
  %v186 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v184, <4 x float> <float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000>, <4 x float> %v185)
  %v187 = ashr <4 x i32> %v183, <i32 1, i32 1, i32 1, i32 1>
  %v188 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000>, <4 x float> %v186, <4 x float> <float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000>)
  %v189 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v188, <4 x float> %v186, <4 x float> <float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000>)
  %v190 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v189, <4 x float> %v186, <4 x float> <float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000>)
  %v191 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v190, <4 x float> %v186, <4 x float> <float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000>)
  %v192 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v191, <4 x float> %v186, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v193 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v192, <4 x float> %v186, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v194 = sub <4 x i32> %v183, %v187
  %v195 = add <4 x i32> %v187, <i32 127, i32 127, i32 127, i32 127>
  %v196 = shl <4 x i32> %v195, <i32 23, i32 23, i32 23, i32 23>
  %v197 = bitcast <4 x i32> %v196 to <4 x float>
  %v198 = fmul <4 x float> %v193, %v197
  %v199 = add <4 x i32> %v194, <i32 127, i32 127, i32 127, i32 127>
  %v200 = shl <4 x i32> %v199, <i32 23, i32 23, i32 23, i32 23>
  %v201 = bitcast <4 x i32> %v200 to <4 x float>
  %v202 = fmul <4 x float> %v198, %v201
  %v203 = getelementptr float, ptr %v17, i64 %v173
  store <4 x float> %v202, ptr %v203, align 4
  %v204 = fadd <4 x float> %v139, %v202
  %v205 = add i64 %v137, 8
  %v206 = getelementptr float, ptr %v23, i64 %v205
  %v207 = load <4 x float>, ptr %v206, align 4
  %v208 = fsub <4 x float> %v207, %v131
  %v209 = fcmp ogt <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, %v208
  %v210 = select <4 x i1> %v209, <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, <4 x float> %v208
  %v211 = fcmp olt <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, %v210
  %v212 = select <4 x i1> %v211, <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, <4 x float> %v210
  %v213 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v212, <4 x float> <float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000>, <4 x float> <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>)
  %v214 = bitcast <4 x float> %v213 to <4 x i32>
  %v215 = sub <4 x i32> %v214, <i32 1262485504, i32 1262485504, i32 1262485504, i32 1262485504>
  %v216 = fsub <4 x float> %v213, <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>
  %v217 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v216, <4 x float> <float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000>, <4 x float> %v212)
  %v218 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v216, <4 x float> <float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000>, <4 x float> %v217)
  %v219 = ashr <4 x i32> %v215, <i32 1, i32 1, i32 1, i32 1>
  %v220 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000>, <4 x float> %v218, <4 x float> <float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000>)
  %v221 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v220, <4 x float> %v218, <4 x float> <float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000>)
  %v222 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v221, <4 x float> %v218, <4 x float> <float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000>)
  %v223 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v222, <4 x float> %v218, <4 x float> <float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000>)
  %v224 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v223, <4 x float> %v218, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v225 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v224, <4 x float> %v218, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v226 = sub <4 x i32> %v215, %v219
  %v227 = add <4 x i32> %v219, <i32 127, i32 127, i32 127, i32 127>
  %v228 = shl <4 x i32> %v227, <i32 23, i32 23, i32 23, i32 23>
  %v229 = bitcast <4 x i32> %v228 to <4 x float>
  %v230 = fmul <4 x float> %v225, %v229
  %v231 = add <4 x i32> %v226, <i32 127, i32 127, i32 127, i32 127>
  %v232 = shl <4 x i32> %v231, <i32 23, i32 23, i32 23, i32 23>
  %v233 = bitcast <4 x i32> %v232 to <4 x float>
  %v234 = fmul <4 x float> %v230, %v233
  %v235 = getelementptr float, ptr %v17, i64 %v205
  store <4 x float> %v234, ptr %v235, align 4
  %v236 = fadd <4 x float> %v140, %v234
  %v237 = add i64 %v137, 12
  %v238 = getelementptr float, ptr %v23, i64 %v237
  %v239 = load <4 x float>, ptr %v238, align 4
  %v240 = fsub <4 x float> %v239, %v131
  %v241 = fcmp ogt <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, %v240
  %v242 = select <4 x i1> %v241, <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, <4 x float> %v240
  %v243 = fcmp olt <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, %v242
  %v244 = select <4 x i1> %v243, <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, <4 x float> %v242
  %v245 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v244, <4 x float> <float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000>, <4 x float> <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>)
  %v246 = bitcast <4 x float> %v245 to <4 x i32>
  %v247 = sub <4 x i32> %v246, <i32 1262485504, i32 1262485504, i32 1262485504, i32 1262485504>
  %v248 = fsub <4 x float> %v245, <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>
  %v249 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v248, <4 x float> <float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000>, <4 x float> %v244)
  %v250 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v248, <4 x float> <float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000>, <4 x float> %v249)
  %v251 = ashr <4 x i32> %v247, <i32 1, i32 1, i32 1, i32 1>
  %v252 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000>, <4 x float> %v250, <4 x float> <float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000>)
  %v253 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v252, <4 x float> %v250, <4 x float> <float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000>)
  %v254 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v253, <4 x float> %v250, <4 x float> <float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000>)
  %v255 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v254, <4 x float> %v250, <4 x float> <float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000>)
  %v256 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v255, <4 x float> %v250, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v257 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v256, <4 x float> %v250, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v258 = sub <4 x i32> %v247, %v251
  %v259 = add <4 x i32> %v251, <i32 127, i32 127, i32 127, i32 127>
  %v260 = shl <4 x i32> %v259, <i32 23, i32 23, i32 23, i32 23>
  %v261 = bitcast <4 x i32> %v260 to <4 x float>
  %v262 = fmul <4 x float> %v257, %v261
  %v263 = add <4 x i32> %v258, <i32 127, i32 127, i32 127, i32 127>
  %v264 = shl <4 x i32> %v263, <i32 23, i32 23, i32 23, i32 23>
  %v265 = bitcast <4 x i32> %v264 to <4 x float>
  %v266 = fmul <4 x float> %v262, %v265
  %v267 = getelementptr float, ptr %v17, i64 %v237
  store <4 x float> %v266, ptr %v267, align 4
  %v268 = fadd <4 x float> %v141, %v266
  %v269 = add i64 %v137, 16
  %v270 = icmp slt i64 %v269, %v133
  br i1 %v270, label %loop134, label %done135
done135:
  %v271 = phi <4 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done94 ], [ %v172, %loop134 ]
  %v272 = phi <4 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done94 ], [ %v204, %loop134 ]
  %v273 = phi <4 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done94 ], [ %v236, %loop134 ]
  %v274 = phi <4 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done94 ], [ %v268, %loop134 ]
  %v277 = icmp slt i64 %v133, %v27
  br i1 %v277, label %loop275, label %done276
loop275:
  %v278 = phi i64 [ %v133, %done135 ], [ %v314, %loop275 ]
  %v279 = phi <4 x float> [ %v271, %done135 ], [ %v313, %loop275 ]
  %v280 = phi <4 x float> [ %v272, %done135 ], [ %v280, %loop275 ]
  %v281 = phi <4 x float> [ %v273, %done135 ], [ %v281, %loop275 ]
  %v282 = phi <4 x float> [ %v274, %done135 ], [ %v282, %loop275 ]
  %v283 = getelementptr float, ptr %v23, i64 %v278
  %v284 = load <4 x float>, ptr %v283, align 4
  %v285 = fsub <4 x float> %v284, %v131
  %v286 = fcmp ogt <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, %v285
  %v287 = select <4 x i1> %v286, <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, <4 x float> %v285
  %v288 = fcmp olt <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, %v287
  %v289 = select <4 x i1> %v288, <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, <4 x float> %v287
  %v290 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v289, <4 x float> <float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000>, <4 x float> <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>)
  %v291 = bitcast <4 x float> %v290 to <4 x i32>
  %v292 = sub <4 x i32> %v291, <i32 1262485504, i32 1262485504, i32 1262485504, i32 1262485504>
  %v293 = fsub <4 x float> %v290, <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>
  %v294 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v293, <4 x float> <float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000>, <4 x float> %v289)
  %v295 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v293, <4 x float> <float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000>, <4 x float> %v294)
  %v296 = ashr <4 x i32> %v292, <i32 1, i32 1, i32 1, i32 1>
  %v297 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000>, <4 x float> %v295, <4 x float> <float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000>)
  %v298 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v297, <4 x float> %v295, <4 x float> <float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000>)
  %v299 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v298, <4 x float> %v295, <4 x float> <float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000>)
  %v300 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v299, <4 x float> %v295, <4 x float> <float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000>)
  %v301 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v300, <4 x float> %v295, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v302 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v301, <4 x float> %v295, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v303 = sub <4 x i32> %v292, %v296
  %v304 = add <4 x i32> %v296, <i32 127, i32 127, i32 127, i32 127>
  %v305 = shl <4 x i32> %v304, <i32 23, i32 23, i32 23, i32 23>
  %v306 = bitcast <4 x i32> %v305 to <4 x float>
  %v307 = fmul <4 x float> %v302, %v306
  %v308 = add <4 x i32> %v303, <i32 127, i32 127, i32 127, i32 127>
  %v309 = shl <4 x i32> %v308, <i32 23, i32 23, i32 23, i32 23>
  %v310 = bitcast <4 x i32> %v309 to <4 x float>
  %v311 = fmul <4 x float> %v307, %v310
  %v312 = getelementptr float, ptr %v17, i64 %v278
  store <4 x float> %v311, ptr %v312, align 4
  %v313 = fadd <4 x float> %v279, %v311
  %v314 = add i64 %v278, 4
  %v315 = icmp slt i64 %v314, %v27
  br i1 %v315, label %loop275, label %done276
done276:
  %v316 = phi <4 x float> [ %v271, %done135 ], [ %v313, %loop275 ]
  %v317 = phi <4 x float> [ %v272, %done135 ], [ %v280, %loop275 ]
  %v318 = phi <4 x float> [ %v273, %done135 ], [ %v281, %loop275 ]
  %v319 = phi <4 x float> [ %v274, %done135 ], [ %v282, %loop275 ]
  %v320 = icmp sgt i64 %v26, 0
  %v321 = zext i1 %v320 to i64
  %v324 = icmp slt i64 0, %v321
  br i1 %v324, label %loop322, label %done323
loop322:
  %v325 = phi i64 [ 0, %done276 ], [ %v365, %loop322 ]
  %v326 = phi <4 x float> [ %v316, %done276 ], [ %v364, %loop322 ]
  %v327 = phi <4 x float> [ %v317, %done276 ], [ %v327, %loop322 ]
  %v328 = phi <4 x float> [ %v318, %done276 ], [ %v328, %loop322 ]
  %v329 = phi <4 x float> [ %v319, %done276 ], [ %v329, %loop322 ]
  %v330 = insertelement <4 x i64> poison, i64 %v26, i64 0
  %v331 = shufflevector <4 x i64> %v330, <4 x i64> poison, <4 x i32> zeroinitializer
  %v332 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v331
  %v333 = getelementptr float, ptr %v23, i64 %v27
  %v334 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v333, i32 4, <4 x i1> %v332, <4 x float> <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>)
  %v335 = fsub <4 x float> %v334, %v131
  %v336 = fcmp ogt <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, %v335
  %v337 = select <4 x i1> %v336, <4 x float> <float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000, float 0xC05A000000000000>, <4 x float> %v335
  %v338 = fcmp olt <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, %v337
  %v339 = select <4 x i1> %v338, <4 x float> <float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000, float 0x4056400000000000>, <4 x float> %v337
  %v340 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v339, <4 x float> <float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000, float 0x3FF7154760000000>, <4 x float> <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>)
  %v341 = bitcast <4 x float> %v340 to <4 x i32>
  %v342 = sub <4 x i32> %v341, <i32 1262485504, i32 1262485504, i32 1262485504, i32 1262485504>
  %v343 = fsub <4 x float> %v340, <float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000, float 0x4168000000000000>
  %v344 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v343, <4 x float> <float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000, float 0xBFE62E4000000000>, <4 x float> %v339)
  %v345 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v343, <4 x float> <float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000, float 0xBEB7F7D1C0000000>, <4 x float> %v344)
  %v346 = ashr <4 x i32> %v342, <i32 1, i32 1, i32 1, i32 1>
  %v347 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000, float 0x3F56D117C0000000>, <4 x float> %v345, <4 x float> <float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000, float 0x3F8120BE20000000>)
  %v348 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v347, <4 x float> %v345, <4 x float> <float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000, float 0x3FA5555180000000>)
  %v349 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v348, <4 x float> %v345, <4 x float> <float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000, float 0x3FC5554DC0000000>)
  %v350 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v349, <4 x float> %v345, <4 x float> <float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000, float 0x3FE0000000000000>)
  %v351 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v350, <4 x float> %v345, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v352 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v351, <4 x float> %v345, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v353 = sub <4 x i32> %v342, %v346
  %v354 = add <4 x i32> %v346, <i32 127, i32 127, i32 127, i32 127>
  %v355 = shl <4 x i32> %v354, <i32 23, i32 23, i32 23, i32 23>
  %v356 = bitcast <4 x i32> %v355 to <4 x float>
  %v357 = fmul <4 x float> %v352, %v356
  %v358 = add <4 x i32> %v353, <i32 127, i32 127, i32 127, i32 127>
  %v359 = shl <4 x i32> %v358, <i32 23, i32 23, i32 23, i32 23>
  %v360 = bitcast <4 x i32> %v359 to <4 x float>
  %v361 = fmul <4 x float> %v357, %v360
  %v362 = getelementptr float, ptr %v17, i64 %v27
  store <4 x float> %v361, ptr %v362, align 4
  %v363 = select <4 x i1> %v332, <4 x float> %v361, <4 x float> <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>
  %v364 = fadd <4 x float> %v326, %v363
  %v365 = add i64 %v325, 1
  %v366 = icmp slt i64 %v365, %v321
  br i1 %v366, label %loop322, label %done323
done323:
  %v367 = phi <4 x float> [ %v316, %done276 ], [ %v364, %loop322 ]
  %v368 = phi <4 x float> [ %v317, %done276 ], [ %v327, %loop322 ]
  %v369 = phi <4 x float> [ %v318, %done276 ], [ %v328, %loop322 ]
  %v370 = phi <4 x float> [ %v319, %done276 ], [ %v329, %loop322 ]
  %v371 = fadd <4 x float> %v367, %v368
  %v372 = fadd <4 x float> %v369, %v370
  %v373 = fadd <4 x float> %v371, %v372
  %v374 = call reassoc float @llvm.vector.reduce.fadd.v4f32(float 0x0000000000000000, <4 x float> %v373)
  %v375 = insertelement <4 x float> poison, float %v374, i64 0
  %v376 = shufflevector <4 x float> %v375, <4 x float> poison, <4 x i32> zeroinitializer
  %v379 = icmp slt i64 0, %v27
  br i1 %v379, label %loop377, label %done378
loop377:
  %v380 = phi i64 [ 0, %done323 ], [ %v385, %loop377 ]
  %v381 = getelementptr float, ptr %v17, i64 %v380
  %v382 = load <4 x float>, ptr %v381, align 4
  %v383 = fdiv <4 x float> %v382, %v376
  %v384 = getelementptr float, ptr %v25, i64 %v380
  store <4 x float> %v383, ptr %v384, align 4
  %v385 = add i64 %v380, 4
  %v386 = icmp slt i64 %v385, %v27
  br i1 %v386, label %loop377, label %done378
done378:
  %v387 = icmp sgt i64 %v26, 0
  %v388 = zext i1 %v387 to i64
  %v391 = icmp slt i64 0, %v388
  br i1 %v391, label %loop389, label %done390
loop389:
  %v392 = phi i64 [ 0, %done378 ], [ %v400, %loop389 ]
  %v393 = insertelement <4 x i64> poison, i64 %v26, i64 0
  %v394 = shufflevector <4 x i64> %v393, <4 x i64> poison, <4 x i32> zeroinitializer
  %v395 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v394
  %v396 = getelementptr float, ptr %v17, i64 %v27
  %v397 = load <4 x float>, ptr %v396, align 4
  %v398 = fdiv <4 x float> %v397, %v376
  %v399 = getelementptr float, ptr %v25, i64 %v27
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v398, ptr %v399, i32 4, <4 x i1> %v395)
  %v400 = add i64 %v392, 1
  %v401 = icmp slt i64 %v400, %v388
  br i1 %v401, label %loop389, label %done390
done390:
  %v402 = add i64 %v21, 1
  %v403 = icmp slt i64 %v402, %end
  br i1 %v403, label %loop18, label %done19
done19:
  ret void
}
attributes #0 = { nounwind "no-trapping-math"="true" }
