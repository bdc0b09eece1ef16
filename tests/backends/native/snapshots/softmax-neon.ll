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
  %v21 = phi i64 [ %begin, %entry ], [ %v242, %done230 ]
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
  %v34 = phi <4 x float> [ splat (float 0xFFF0000000000000), %loop18 ], [ %v43, %loop30 ]
  %v35 = phi <4 x float> [ splat (float 0xFFF0000000000000), %loop18 ], [ %v50, %loop30 ]
  %v36 = phi <4 x float> [ splat (float 0xFFF0000000000000), %loop18 ], [ %v57, %loop30 ]
  %v37 = phi <4 x float> [ splat (float 0xFFF0000000000000), %loop18 ], [ %v64, %loop30 ]
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
  %v67 = phi <4 x float> [ splat (float 0xFFF0000000000000), %loop18 ], [ %v43, %loop30 ]
  %v68 = phi <4 x float> [ splat (float 0xFFF0000000000000), %loop18 ], [ %v50, %loop30 ]
  %v69 = phi <4 x float> [ splat (float 0xFFF0000000000000), %loop18 ], [ %v57, %loop30 ]
  %v70 = phi <4 x float> [ splat (float 0xFFF0000000000000), %loop18 ], [ %v64, %loop30 ]
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
  %v105 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v104, i32 4, <4 x i1> %v103, <4 x float> splat (float 0x0000000000000000))
  %v106 = select <4 x i1> %v103, <4 x float> %v105, <4 x float> splat (float 0xFFF0000000000000)
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
  %v134 = icmp slt i64 0, %v27
  br i1 %v134, label %loop132, label %done133
loop132:
  %v135 = phi i64 [ 0, %done94 ], [ %v167, %loop132 ]
  %v136 = phi <4 x float> [ splat (float 0x0000000000000000), %done94 ], [ %v166, %loop132 ]
  %v137 = getelementptr float, ptr %v23, i64 %v135
  %v138 = load <4 x float>, ptr %v137, align 4
  %v139 = fsub <4 x float> %v138, %v131
  %v140 = fcmp ogt <4 x float> splat (float 0xC05A000000000000), %v139
  %v141 = select <4 x i1> %v140, <4 x float> splat (float 0xC05A000000000000), <4 x float> %v139
  %v142 = fcmp olt <4 x float> splat (float 0x4056400000000000), %v141
  %v143 = select <4 x i1> %v142, <4 x float> splat (float 0x4056400000000000), <4 x float> %v141
  %v144 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v143, <4 x float> splat (float 0x3FF7154760000000), <4 x float> splat (float 0x4168000000000000))
  %v145 = fsub <4 x float> %v144, splat (float 0x4168000000000000)
  %v146 = bitcast <4 x float> %v144 to <4 x i32>
  %v147 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v145, <4 x float> splat (float 0xBFE62E4000000000), <4 x float> %v143)
  %v148 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v145, <4 x float> splat (float 0xBEB7F7D1C0000000), <4 x float> %v147)
  %v149 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F56D117C0000000), <4 x float> %v148, <4 x float> splat (float 0x3F8120BE20000000))
  %v150 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v149, <4 x float> %v148, <4 x float> splat (float 0x3FA5555180000000))
  %v151 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v150, <4 x float> %v148, <4 x float> splat (float 0x3FC5554DC0000000))
  %v152 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v151, <4 x float> %v148, <4 x float> splat (float 0x3FE0000000000000))
  %v153 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v152, <4 x float> %v148, <4 x float> splat (float 0x3FF0000000000000))
  %v154 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v153, <4 x float> %v148, <4 x float> splat (float 0x3FF0000000000000))
  %v155 = lshr <4 x i32> %v146, splat (i32 1)
  %v156 = sub <4 x i32> %v146, %v155
  %v157 = add <4 x i32> %v155, splat (i32 127)
  %v158 = shl <4 x i32> %v157, splat (i32 23)
  %v159 = bitcast <4 x i32> %v158 to <4 x float>
  %v160 = fmul <4 x float> %v154, %v159
  %v161 = add <4 x i32> %v156, splat (i32 127)
  %v162 = shl <4 x i32> %v161, splat (i32 23)
  %v163 = bitcast <4 x i32> %v162 to <4 x float>
  %v164 = fmul <4 x float> %v160, %v163
  %v165 = getelementptr float, ptr %v17, i64 %v135
  store <4 x float> %v164, ptr %v165, align 4
  %v166 = fadd <4 x float> %v136, %v164
  %v167 = add i64 %v135, 4
  %v168 = icmp slt i64 %v167, %v27
  br i1 %v168, label %loop132, label %done133
done133:
  %v169 = phi <4 x float> [ splat (float 0x0000000000000000), %done94 ], [ %v166, %loop132 ]
  %v170 = icmp sgt i64 %v26, 0
  %v171 = zext i1 %v170 to i64
  %v174 = icmp slt i64 0, %v171
  br i1 %v174, label %loop172, label %done173
loop172:
  %v175 = phi i64 [ 0, %done133 ], [ %v211, %loop172 ]
  %v176 = phi <4 x float> [ %v169, %done133 ], [ %v210, %loop172 ]
  %v177 = insertelement <4 x i64> poison, i64 %v26, i64 0
  %v178 = shufflevector <4 x i64> %v177, <4 x i64> poison, <4 x i32> zeroinitializer
  %v179 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v178
  %v180 = getelementptr float, ptr %v23, i64 %v27
  %v181 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v180, i32 4, <4 x i1> %v179, <4 x float> splat (float 0x0000000000000000))
  %v182 = fsub <4 x float> %v181, %v131
  %v183 = fcmp ogt <4 x float> splat (float 0xC05A000000000000), %v182
  %v184 = select <4 x i1> %v183, <4 x float> splat (float 0xC05A000000000000), <4 x float> %v182
  %v185 = fcmp olt <4 x float> splat (float 0x4056400000000000), %v184
  %v186 = select <4 x i1> %v185, <4 x float> splat (float 0x4056400000000000), <4 x float> %v184
  %v187 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v186, <4 x float> splat (float 0x3FF7154760000000), <4 x float> splat (float 0x4168000000000000))
  %v188 = fsub <4 x float> %v187, splat (float 0x4168000000000000)
  %v189 = bitcast <4 x float> %v187 to <4 x i32>
  %v190 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v188, <4 x float> splat (float 0xBFE62E4000000000), <4 x float> %v186)
  %v191 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v188, <4 x float> splat (float 0xBEB7F7D1C0000000), <4 x float> %v190)
  %v192 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F56D117C0000000), <4 x float> %v191, <4 x float> splat (float 0x3F8120BE20000000))
  %v193 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v192, <4 x float> %v191, <4 x float> splat (float 0x3FA5555180000000))
  %v194 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v193, <4 x float> %v191, <4 x float> splat (float 0x3FC5554DC0000000))
  %v195 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v194, <4 x float> %v191, <4 x float> splat (float 0x3FE0000000000000))
  %v196 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v195, <4 x float> %v191, <4 x float> splat (float 0x3FF0000000000000))
  %v197 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v196, <4 x float> %v191, <4 x float> splat (float 0x3FF0000000000000))
  %v198 = lshr <4 x i32> %v189, splat (i32 1)
  %v199 = sub <4 x i32> %v189, %v198
  %v200 = add <4 x i32> %v198, splat (i32 127)
  %v201 = shl <4 x i32> %v200, splat (i32 23)
  %v202 = bitcast <4 x i32> %v201 to <4 x float>
  %v203 = fmul <4 x float> %v197, %v202
  %v204 = add <4 x i32> %v199, splat (i32 127)
  %v205 = shl <4 x i32> %v204, splat (i32 23)
  %v206 = bitcast <4 x i32> %v205 to <4 x float>
  %v207 = fmul <4 x float> %v203, %v206
  %v208 = getelementptr float, ptr %v17, i64 %v27
  store <4 x float> %v207, ptr %v208, align 4
  %v209 = select <4 x i1> %v179, <4 x float> %v207, <4 x float> splat (float 0x0000000000000000)
  %v210 = fadd <4 x float> %v176, %v209
  %v211 = add i64 %v175, 1
  %v212 = icmp slt i64 %v211, %v171
  br i1 %v212, label %loop172, label %done173
done173:
  %v213 = phi <4 x float> [ %v169, %done133 ], [ %v210, %loop172 ]
  %v214 = call reassoc float @llvm.vector.reduce.fadd.v4f32(float 0x0000000000000000, <4 x float> %v213)
  %v215 = insertelement <4 x float> poison, float %v214, i64 0
  %v216 = shufflevector <4 x float> %v215, <4 x float> poison, <4 x i32> zeroinitializer
  %v219 = icmp slt i64 0, %v27
  br i1 %v219, label %loop217, label %done218
loop217:
  %v220 = phi i64 [ 0, %done173 ], [ %v225, %loop217 ]
  %v221 = getelementptr float, ptr %v17, i64 %v220
  %v222 = load <4 x float>, ptr %v221, align 4
  %v223 = fdiv <4 x float> %v222, %v216
  %v224 = getelementptr float, ptr %v25, i64 %v220
  store <4 x float> %v223, ptr %v224, align 4
  %v225 = add i64 %v220, 4
  %v226 = icmp slt i64 %v225, %v27
  br i1 %v226, label %loop217, label %done218
done218:
  %v227 = icmp sgt i64 %v26, 0
  %v228 = zext i1 %v227 to i64
  %v231 = icmp slt i64 0, %v228
  br i1 %v231, label %loop229, label %done230
loop229:
  %v232 = phi i64 [ 0, %done218 ], [ %v240, %loop229 ]
  %v233 = insertelement <4 x i64> poison, i64 %v26, i64 0
  %v234 = shufflevector <4 x i64> %v233, <4 x i64> poison, <4 x i32> zeroinitializer
  %v235 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v234
  %v236 = getelementptr float, ptr %v17, i64 %v27
  %v237 = load <4 x float>, ptr %v236, align 4
  %v238 = fdiv <4 x float> %v237, %v216
  %v239 = getelementptr float, ptr %v25, i64 %v27
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v238, ptr %v239, i32 4, <4 x i1> %v235)
  %v240 = add i64 %v232, 1
  %v241 = icmp slt i64 %v240, %v228
  br i1 %v241, label %loop229, label %done230
done230:
  %v242 = add i64 %v21, 1
  %v243 = icmp slt i64 %v242, %end
  br i1 %v243, label %loop18, label %done19
done19:
  ret void
}
attributes #0 = { nounwind "no-trapping-math"="true" }
