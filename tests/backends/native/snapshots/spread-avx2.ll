declare <8 x float> @llvm.masked.load.v8f32.p0(ptr, i32, <8 x i1>, <8 x float>)
declare float @llvm.vector.reduce.fadd.v8f32(float, <8 x float>)
define void @runs_3a5d429618d36eb49293(ptr %args, i64 %begin, i64 %end) #0 {
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
  %v16 = getelementptr i64, ptr %args, i64 8
  %v17 = load i64, ptr %v16, align 8
  %v18 = getelementptr i64, ptr %args, i64 9
  %v19 = load i64, ptr %v18, align 8
  %v20 = getelementptr i64, ptr %args, i64 10
  %v21 = load i64, ptr %v20, align 8
  %v22 = mul i64 %v7, %v9
  %v23 = add i64 %v9, 7
  %v24 = sdiv i64 %v23, 8
  %v25 = mul i64 %v24, 8
  %v26 = mul i64 %v7, %v25
  %v29 = icmp slt i64 %begin, %end
  br i1 %v29, label %loop27, label %done28
loop27:
  %v30 = phi i64 [ %begin, %entry ], [ %v252, %done143 ]
  %v31 = sdiv i64 %v30, %v5
  %v32 = mul i64 %v31, %v5
  %v33 = sub i64 %v30, %v32
  %v34 = mul i64 %v33, %v11
  %v35 = getelementptr float, ptr %v1, i64 %v34
  %v36 = mul i64 %v33, %v13
  %v37 = getelementptr float, ptr %v3, i64 %v36
  %v38 = sitofp i64 %v22 to float
  %v39 = fsub float %v38, 0x0000000000000000
  %v40 = fcmp ogt float 0x0000000000000000, %v39
  %v41 = select i1 %v40, float 0x0000000000000000, float %v39
  %v44 = icmp slt i64 0, %v7
  br i1 %v44, label %loop42, label %done43
loop42:
  %v45 = phi i64 [ 0, %loop27 ], [ %v129, %done109 ]
  %v46 = phi <8 x float> [ splat (float 0x0000000000000000), %loop27 ], [ %v125, %done109 ]
  %v47 = phi <8 x float> [ splat (float 0x0000000000000000), %loop27 ], [ %v126, %done109 ]
  %v48 = phi <8 x float> [ splat (float 0x0000000000000000), %loop27 ], [ %v127, %done109 ]
  %v49 = phi <8 x float> [ splat (float 0x0000000000000000), %loop27 ], [ %v128, %done109 ]
  %v50 = mul i64 %v45, %v15
  %v51 = getelementptr float, ptr %v35, i64 %v50
  %v52 = mul i64 %v45, %v17
  %v53 = getelementptr float, ptr %v37, i64 %v52
  %v54 = and i64 %v9, 7
  %v55 = sub i64 %v9, %v54
  %v56 = and i64 %v9, 31
  %v57 = sub i64 %v9, %v56
  %v60 = icmp slt i64 0, %v57
  br i1 %v60, label %loop58, label %done59
loop58:
  %v61 = phi i64 [ 0, %loop42 ], [ %v81, %loop58 ]
  %v62 = phi <8 x float> [ %v46, %loop42 ], [ %v68, %loop58 ]
  %v63 = phi <8 x float> [ %v47, %loop42 ], [ %v72, %loop58 ]
  %v64 = phi <8 x float> [ %v48, %loop42 ], [ %v76, %loop58 ]
  %v65 = phi <8 x float> [ %v49, %loop42 ], [ %v80, %loop58 ]
  %v66 = getelementptr float, ptr %v51, i64 %v61
  %v67 = load <8 x float>, ptr %v66, align 4
  %v68 = fadd <8 x float> %v62, %v67
  %v69 = add i64 %v61, 8
  %v70 = getelementptr float, ptr %v51, i64 %v69
  %v71 = load <8 x float>, ptr %v70, align 4
  %v72 = fadd <8 x float> %v63, %v71
  %v73 = add i64 %v61, 16
  %v74 = getelementptr float, ptr %v51, i64 %v73
  %v75 = load <8 x float>, ptr %v74, align 4
  %v76 = fadd <8 x float> %v64, %v75
  %v77 = add i64 %v61, 24
  %v78 = getelementptr float, ptr %v51, i64 %v77
  %v79 = load <8 x float>, ptr %v78, align 4
  %v80 = fadd <8 x float> %v65, %v79
  %v81 = add i64 %v61, 32
  %v82 = icmp slt i64 %v81, %v57
  br i1 %v82, label %loop58, label %done59
done59:
  %v83 = phi <8 x float> [ %v46, %loop42 ], [ %v68, %loop58 ]
  %v84 = phi <8 x float> [ %v47, %loop42 ], [ %v72, %loop58 ]
  %v85 = phi <8 x float> [ %v48, %loop42 ], [ %v76, %loop58 ]
  %v86 = phi <8 x float> [ %v49, %loop42 ], [ %v80, %loop58 ]
  %v87 = and i64 %v9, 7
  %v88 = sub i64 %v9, %v87
  %v91 = icmp slt i64 %v57, %v88
  br i1 %v91, label %loop89, label %done90
loop89:
  %v92 = phi i64 [ %v57, %done59 ], [ %v100, %loop89 ]
  %v93 = phi <8 x float> [ %v83, %done59 ], [ %v99, %loop89 ]
  %v94 = phi <8 x float> [ %v84, %done59 ], [ %v94, %loop89 ]
  %v95 = phi <8 x float> [ %v85, %done59 ], [ %v95, %loop89 ]
  %v96 = phi <8 x float> [ %v86, %done59 ], [ %v96, %loop89 ]
  %v97 = getelementptr float, ptr %v51, i64 %v92
  %v98 = load <8 x float>, ptr %v97, align 4
  %v99 = fadd <8 x float> %v93, %v98
  %v100 = add i64 %v92, 8
  %v101 = icmp slt i64 %v100, %v88
  br i1 %v101, label %loop89, label %done90
done90:
  %v102 = phi <8 x float> [ %v83, %done59 ], [ %v99, %loop89 ]
  %v103 = phi <8 x float> [ %v84, %done59 ], [ %v94, %loop89 ]
  %v104 = phi <8 x float> [ %v85, %done59 ], [ %v95, %loop89 ]
  %v105 = phi <8 x float> [ %v86, %done59 ], [ %v96, %loop89 ]
  %v106 = icmp sgt i64 %v54, 0
  %v107 = zext i1 %v106 to i64
  %v110 = icmp slt i64 0, %v107
  br i1 %v110, label %loop108, label %done109
loop108:
  %v111 = phi i64 [ 0, %done90 ], [ %v123, %loop108 ]
  %v112 = phi <8 x float> [ %v102, %done90 ], [ %v122, %loop108 ]
  %v113 = phi <8 x float> [ %v103, %done90 ], [ %v113, %loop108 ]
  %v114 = phi <8 x float> [ %v104, %done90 ], [ %v114, %loop108 ]
  %v115 = phi <8 x float> [ %v105, %done90 ], [ %v115, %loop108 ]
  %v116 = insertelement <8 x i64> poison, i64 %v54, i64 0
  %v117 = shufflevector <8 x i64> %v116, <8 x i64> poison, <8 x i32> zeroinitializer
  %v118 = icmp slt <8 x i64> <i64 0, i64 1, i64 2, i64 3, i64 4, i64 5, i64 6, i64 7>, %v117
  %v119 = getelementptr float, ptr %v51, i64 %v55
  %v120 = call <8 x float> @llvm.masked.load.v8f32.p0(ptr %v119, i32 4, <8 x i1> %v118, <8 x float> splat (float 0x0000000000000000))
  %v121 = select <8 x i1> %v118, <8 x float> %v120, <8 x float> splat (float 0x0000000000000000)
  %v122 = fadd <8 x float> %v112, %v121
  %v123 = add i64 %v111, 1
  %v124 = icmp slt i64 %v123, %v107
  br i1 %v124, label %loop108, label %done109
done109:
  %v125 = phi <8 x float> [ %v102, %done90 ], [ %v122, %loop108 ]
  %v126 = phi <8 x float> [ %v103, %done90 ], [ %v113, %loop108 ]
  %v127 = phi <8 x float> [ %v104, %done90 ], [ %v114, %loop108 ]
  %v128 = phi <8 x float> [ %v105, %done90 ], [ %v115, %loop108 ]
  %v129 = add i64 %v45, 1
  %v130 = icmp slt i64 %v129, %v7
  br i1 %v130, label %loop42, label %done43
done43:
  %v131 = phi <8 x float> [ splat (float 0x0000000000000000), %loop27 ], [ %v125, %done109 ]
  %v132 = phi <8 x float> [ splat (float 0x0000000000000000), %loop27 ], [ %v126, %done109 ]
  %v133 = phi <8 x float> [ splat (float 0x0000000000000000), %loop27 ], [ %v127, %done109 ]
  %v134 = phi <8 x float> [ splat (float 0x0000000000000000), %loop27 ], [ %v128, %done109 ]
  %v135 = fadd <8 x float> %v131, %v132
  %v136 = fadd <8 x float> %v133, %v134
  %v137 = fadd <8 x float> %v135, %v136
  %v138 = call reassoc float @llvm.vector.reduce.fadd.v8f32(float 0x0000000000000000, <8 x float> %v137)
  %v139 = fdiv float %v138, %v38
  %v140 = insertelement <8 x float> poison, float %v139, i64 0
  %v141 = shufflevector <8 x float> %v140, <8 x float> poison, <8 x i32> zeroinitializer
  %v144 = icmp slt i64 0, %v7
  br i1 %v144, label %loop142, label %done143
loop142:
  %v145 = phi i64 [ 0, %done43 ], [ %v241, %done219 ]
  %v146 = phi <8 x float> [ splat (float 0x0000000000000000), %done43 ], [ %v237, %done219 ]
  %v147 = phi <8 x float> [ splat (float 0x0000000000000000), %done43 ], [ %v238, %done219 ]
  %v148 = phi <8 x float> [ splat (float 0x0000000000000000), %done43 ], [ %v239, %done219 ]
  %v149 = phi <8 x float> [ splat (float 0x0000000000000000), %done43 ], [ %v240, %done219 ]
  %v150 = mul i64 %v145, %v15
  %v151 = getelementptr float, ptr %v35, i64 %v150
  %v152 = mul i64 %v145, %v17
  %v153 = getelementptr float, ptr %v37, i64 %v152
  %v154 = and i64 %v9, 7
  %v155 = sub i64 %v9, %v154
  %v156 = and i64 %v9, 31
  %v157 = sub i64 %v9, %v156
  %v160 = icmp slt i64 0, %v157
  br i1 %v160, label %loop158, label %done159
loop158:
  %v161 = phi i64 [ 0, %loop142 ], [ %v189, %loop158 ]
  %v162 = phi <8 x float> [ %v146, %loop142 ], [ %v170, %loop158 ]
  %v163 = phi <8 x float> [ %v147, %loop142 ], [ %v176, %loop158 ]
  %v164 = phi <8 x float> [ %v148, %loop142 ], [ %v182, %loop158 ]
  %v165 = phi <8 x float> [ %v149, %loop142 ], [ %v188, %loop158 ]
  %v166 = getelementptr float, ptr %v151, i64 %v161
  %v167 = load <8 x float>, ptr %v166, align 4
  %v168 = fsub <8 x float> %v167, %v141
  %v169 = fmul <8 x float> %v168, %v168
  %v170 = fadd <8 x float> %v162, %v169
  %v171 = add i64 %v161, 8
  %v172 = getelementptr float, ptr %v151, i64 %v171
  %v173 = load <8 x float>, ptr %v172, align 4
  %v174 = fsub <8 x float> %v173, %v141
  %v175 = fmul <8 x float> %v174, %v174
  %v176 = fadd <8 x float> %v163, %v175
  %v177 = add i64 %v161, 16
  %v178 = getelementptr float, ptr %v151, i64 %v177
  %v179 = load <8 x float>, ptr %v178, align 4
  %v180 = fsub <8 x float> %v179, %v141
  %v181 = fmul <8 x float> %v180, %v180
  %v182 = fadd <8 x float> %v164, %v181
  %v183 = add i64 %v161, 24
  %v184 = getelementptr float, ptr %v151, i64 %v183
  %v185 = load <8 x float>, ptr %v184, align 4
  %v186 = fsub <8 x float> %v185, %v141
  %v187 = fmul <8 x float> %v186, %v186
  %v188 = fadd <8 x float> %v165, %v187
  %v189 = add i64 %v161, 32
  %v190 = icmp slt i64 %v189, %v157
  br i1 %v190, label %loop158, label %done159
done159:
  %v191 = phi <8 x float> [ %v146, %loop142 ], [ %v170, %loop158 ]
  %v192 = phi <8 x float> [ %v147, %loop142 ], [ %v176, %loop158 ]
  %v193 = phi <8 x float> [ %v148, %loop142 ], [ %v182, %loop158 ]
  %v194 = phi <8 x float> [ %v149, %loop142 ], [ %v188, %loop158 ]
  %v195 = and i64 %v9, 7
  %v196 = sub i64 %v9, %v195
  %v199 = icmp slt i64 %v157, %v196
  br i1 %v199, label %loop197, label %done198
loop197:
  %v200 = phi i64 [ %v157, %done159 ], [ %v210, %loop197 ]
  %v201 = phi <8 x float> [ %v191, %done159 ], [ %v209, %loop197 ]
  %v202 = phi <8 x float> [ %v192, %done159 ], [ %v202, %loop197 ]
  %v203 = phi <8 x float> [ %v193, %done159 ], [ %v203, %loop197 ]
  %v204 = phi <8 x float> [ %v194, %done159 ], [ %v204, %loop197 ]
  %v205 = getelementptr float, ptr %v151, i64 %v200
  %v206 = load <8 x float>, ptr %v205, align 4
  %v207 = fsub <8 x float> %v206, %v141
  %v208 = fmul <8 x float> %v207, %v207
  %v209 = fadd <8 x float> %v201, %v208
  %v210 = add i64 %v200, 8
  %v211 = icmp slt i64 %v210, %v196
  br i1 %v211, label %loop197, label %done198
done198:
  %v212 = phi <8 x float> [ %v191, %done159 ], [ %v209, %loop197 ]
  %v213 = phi <8 x float> [ %v192, %done159 ], [ %v202, %loop197 ]
  %v214 = phi <8 x float> [ %v193, %done159 ], [ %v203, %loop197 ]
  %v215 = phi <8 x float> [ %v194, %done159 ], [ %v204, %loop197 ]
  %v216 = icmp sgt i64 %v154, 0
  %v217 = zext i1 %v216 to i64
  %v220 = icmp slt i64 0, %v217
  br i1 %v220, label %loop218, label %done219
loop218:
  %v221 = phi i64 [ 0, %done198 ], [ %v235, %loop218 ]
  %v222 = phi <8 x float> [ %v212, %done198 ], [ %v234, %loop218 ]
  %v223 = phi <8 x float> [ %v213, %done198 ], [ %v223, %loop218 ]
  %v224 = phi <8 x float> [ %v214, %done198 ], [ %v224, %loop218 ]
  %v225 = phi <8 x float> [ %v215, %done198 ], [ %v225, %loop218 ]
  %v226 = insertelement <8 x i64> poison, i64 %v154, i64 0
  %v227 = shufflevector <8 x i64> %v226, <8 x i64> poison, <8 x i32> zeroinitializer
  %v228 = icmp slt <8 x i64> <i64 0, i64 1, i64 2, i64 3, i64 4, i64 5, i64 6, i64 7>, %v227
  %v229 = getelementptr float, ptr %v151, i64 %v155
  %v230 = call <8 x float> @llvm.masked.load.v8f32.p0(ptr %v229, i32 4, <8 x i1> %v228, <8 x float> splat (float 0x0000000000000000))
  %v231 = fsub <8 x float> %v230, %v141
  %v232 = fmul <8 x float> %v231, %v231
  %v233 = select <8 x i1> %v228, <8 x float> %v232, <8 x float> splat (float 0x0000000000000000)
  %v234 = fadd <8 x float> %v222, %v233
  %v235 = add i64 %v221, 1
  %v236 = icmp slt i64 %v235, %v217
  br i1 %v236, label %loop218, label %done219
done219:
  %v237 = phi <8 x float> [ %v212, %done198 ], [ %v234, %loop218 ]
  %v238 = phi <8 x float> [ %v213, %done198 ], [ %v223, %loop218 ]
  %v239 = phi <8 x float> [ %v214, %done198 ], [ %v224, %loop218 ]
  %v240 = phi <8 x float> [ %v215, %done198 ], [ %v225, %loop218 ]
  %v241 = add i64 %v145, 1
  %v242 = icmp slt i64 %v241, %v7
  br i1 %v242, label %loop142, label %done143
done143:
  %v243 = phi <8 x float> [ splat (float 0x0000000000000000), %done43 ], [ %v237, %done219 ]
  %v244 = phi <8 x float> [ splat (float 0x0000000000000000), %done43 ], [ %v238, %done219 ]
  %v245 = phi <8 x float> [ splat (float 0x0000000000000000), %done43 ], [ %v239, %done219 ]
  %v246 = phi <8 x float> [ splat (float 0x0000000000000000), %done43 ], [ %v240, %done219 ]
  %v247 = fadd <8 x float> %v243, %v244
  %v248 = fadd <8 x float> %v245, %v246
  %v249 = fadd <8 x float> %v247, %v248
  %v250 = call reassoc float @llvm.vector.reduce.fadd.v8f32(float 0x0000000000000000, <8 x float> %v249)
  %v251 = fdiv float %v250, %v41
  store float %v251, ptr %v37, align 4
  %v252 = add i64 %v30, 1
  %v253 = icmp slt i64 %v252, %end
  br i1 %v253, label %loop27, label %done28
done28:
  ret void
}
attributes #0 = { nounwind "no-trapping-math"="true" }
