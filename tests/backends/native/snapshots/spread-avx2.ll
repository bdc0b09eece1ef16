declare <8 x float> @llvm.masked.load.v8f32.p0(ptr, i32, <8 x i1>, <8 x float>)
declare float @llvm.vector.reduce.fadd.v8f32(float, <8 x float>)
define void @runs_676f735ecb05b18b4ada(ptr %args, i64 %begin, i64 %end) #0 {
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
  %v25 = icmp slt i64 %begin, %end
  br i1 %v25, label %loop23, label %done24
loop23:
  %v26 = phi i64 [ %begin, %entry ], [ %v248, %done139 ]
  %v27 = sdiv i64 %v26, %v5
  %v28 = mul i64 %v27, %v5
  %v29 = sub i64 %v26, %v28
  %v30 = mul i64 %v29, %v11
  %v31 = getelementptr float, ptr %v1, i64 %v30
  %v32 = mul i64 %v29, %v13
  %v33 = getelementptr float, ptr %v3, i64 %v32
  %v34 = sitofp i64 %v22 to float
  %v35 = fsub float %v34, 0x0000000000000000
  %v36 = fcmp ogt float 0x0000000000000000, %v35
  %v37 = select i1 %v36, float 0x0000000000000000, float %v35
  %v40 = icmp slt i64 0, %v7
  br i1 %v40, label %loop38, label %done39
loop38:
  %v41 = phi i64 [ 0, %loop23 ], [ %v125, %done105 ]
  %v42 = phi <8 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop23 ], [ %v121, %done105 ]
  %v43 = phi <8 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop23 ], [ %v122, %done105 ]
  %v44 = phi <8 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop23 ], [ %v123, %done105 ]
  %v45 = phi <8 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop23 ], [ %v124, %done105 ]
  %v46 = mul i64 %v41, %v15
  %v47 = getelementptr float, ptr %v31, i64 %v46
  %v48 = mul i64 %v41, %v17
  %v49 = getelementptr float, ptr %v33, i64 %v48
  %v50 = and i64 %v9, 7
  %v51 = sub i64 %v9, %v50
  %v52 = and i64 %v9, 31
  %v53 = sub i64 %v9, %v52
  %v56 = icmp slt i64 0, %v53
  br i1 %v56, label %loop54, label %done55
loop54:
  %v57 = phi i64 [ 0, %loop38 ], [ %v77, %loop54 ]
  %v58 = phi <8 x float> [ %v42, %loop38 ], [ %v64, %loop54 ]
  %v59 = phi <8 x float> [ %v43, %loop38 ], [ %v68, %loop54 ]
  %v60 = phi <8 x float> [ %v44, %loop38 ], [ %v72, %loop54 ]
  %v61 = phi <8 x float> [ %v45, %loop38 ], [ %v76, %loop54 ]
  %v62 = getelementptr float, ptr %v47, i64 %v57
  %v63 = load <8 x float>, ptr %v62, align 4
  %v64 = fadd <8 x float> %v58, %v63
  %v65 = add i64 %v57, 8
  %v66 = getelementptr float, ptr %v47, i64 %v65
  %v67 = load <8 x float>, ptr %v66, align 4
  %v68 = fadd <8 x float> %v59, %v67
  %v69 = add i64 %v57, 16
  %v70 = getelementptr float, ptr %v47, i64 %v69
  %v71 = load <8 x float>, ptr %v70, align 4
  %v72 = fadd <8 x float> %v60, %v71
  %v73 = add i64 %v57, 24
  %v74 = getelementptr float, ptr %v47, i64 %v73
  %v75 = load <8 x float>, ptr %v74, align 4
  %v76 = fadd <8 x float> %v61, %v75
  %v77 = add i64 %v57, 32
  %v78 = icmp slt i64 %v77, %v53
  br i1 %v78, label %loop54, label %done55
done55:
  %v79 = phi <8 x float> [ %v42, %loop38 ], [ %v64, %loop54 ]
  %v80 = phi <8 x float> [ %v43, %loop38 ], [ %v68, %loop54 ]
  %v81 = phi <8 x float> [ %v44, %loop38 ], [ %v72, %loop54 ]
  %v82 = phi <8 x float> [ %v45, %loop38 ], [ %v76, %loop54 ]
  %v83 = and i64 %v9, 7
  %v84 = sub i64 %v9, %v83
  %v87 = icmp slt i64 %v53, %v84
  br i1 %v87, label %loop85, label %done86
loop85:
  %v88 = phi i64 [ %v53, %done55 ], [ %v96, %loop85 ]
  %v89 = phi <8 x float> [ %v79, %done55 ], [ %v95, %loop85 ]
  %v90 = phi <8 x float> [ %v80, %done55 ], [ %v90, %loop85 ]
  %v91 = phi <8 x float> [ %v81, %done55 ], [ %v91, %loop85 ]
  %v92 = phi <8 x float> [ %v82, %done55 ], [ %v92, %loop85 ]
  %v93 = getelementptr float, ptr %v47, i64 %v88
  %v94 = load <8 x float>, ptr %v93, align 4
  %v95 = fadd <8 x float> %v89, %v94
  %v96 = add i64 %v88, 8
  %v97 = icmp slt i64 %v96, %v84
  br i1 %v97, label %loop85, label %done86
done86:
  %v98 = phi <8 x float> [ %v79, %done55 ], [ %v95, %loop85 ]
  %v99 = phi <8 x float> [ %v80, %done55 ], [ %v90, %loop85 ]
  %v100 = phi <8 x float> [ %v81, %done55 ], [ %v91, %loop85 ]
  %v101 = phi <8 x float> [ %v82, %done55 ], [ %v92, %loop85 ]
  %v102 = icmp sgt i64 %v50, 0
  %v103 = zext i1 %v102 to i64
  %v106 = icmp slt i64 0, %v103
  br i1 %v106, label %loop104, label %done105
loop104:
  %v107 = phi i64 [ 0, %done86 ], [ %v119, %loop104 ]
  %v108 = phi <8 x float> [ %v98, %done86 ], [ %v118, %loop104 ]
  %v109 = phi <8 x float> [ %v99, %done86 ], [ %v109, %loop104 ]
  %v110 = phi <8 x float> [ %v100, %done86 ], [ %v110, %loop104 ]
  %v111 = phi <8 x float> [ %v101, %done86 ], [ %v111, %loop104 ]
  %v112 = insertelement <8 x i64> poison, i64 %v50, i64 0
  %v113 = shufflevector <8 x i64> %v112, <8 x i64> poison, <8 x i32> zeroinitializer
  %v114 = icmp slt <8 x i64> <i64 0, i64 1, i64 2, i64 3, i64 4, i64 5, i64 6, i64 7>, %v113
  %v115 = getelementptr float, ptr %v47, i64 %v51
  %v116 = call <8 x float> @llvm.masked.load.v8f32.p0(ptr %v115, i32 4, <8 x i1> %v114, <8 x float> <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>)
  %v117 = select <8 x i1> %v114, <8 x float> %v116, <8 x float> <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>
  %v118 = fadd <8 x float> %v108, %v117
  %v119 = add i64 %v107, 1
  %v120 = icmp slt i64 %v119, %v103
  br i1 %v120, label %loop104, label %done105
done105:
  %v121 = phi <8 x float> [ %v98, %done86 ], [ %v118, %loop104 ]
  %v122 = phi <8 x float> [ %v99, %done86 ], [ %v109, %loop104 ]
  %v123 = phi <8 x float> [ %v100, %done86 ], [ %v110, %loop104 ]
  %v124 = phi <8 x float> [ %v101, %done86 ], [ %v111, %loop104 ]
  %v125 = add i64 %v41, 1
  %v126 = icmp slt i64 %v125, %v7
  br i1 %v126, label %loop38, label %done39
done39:
  %v127 = phi <8 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop23 ], [ %v121, %done105 ]
  %v128 = phi <8 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop23 ], [ %v122, %done105 ]
  %v129 = phi <8 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop23 ], [ %v123, %done105 ]
  %v130 = phi <8 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop23 ], [ %v124, %done105 ]
  %v131 = fadd <8 x float> %v127, %v128
  %v132 = fadd <8 x float> %v129, %v130
  %v133 = fadd <8 x float> %v131, %v132
  %v134 = call reassoc float @llvm.vector.reduce.fadd.v8f32(float 0x0000000000000000, <8 x float> %v133)
  %v135 = fdiv float %v134, %v34
  %v136 = insertelement <8 x float> poison, float %v135, i64 0
  %v137 = shufflevector <8 x float> %v136, <8 x float> poison, <8 x i32> zeroinitializer
  %v140 = icmp slt i64 0, %v7
  br i1 %v140, label %loop138, label %done139
loop138:
  %v141 = phi i64 [ 0, %done39 ], [ %v237, %done215 ]
  %v142 = phi <8 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done39 ], [ %v233, %done215 ]
  %v143 = phi <8 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done39 ], [ %v234, %done215 ]
  %v144 = phi <8 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done39 ], [ %v235, %done215 ]
  %v145 = phi <8 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done39 ], [ %v236, %done215 ]
  %v146 = mul i64 %v141, %v15
  %v147 = getelementptr float, ptr %v31, i64 %v146
  %v148 = mul i64 %v141, %v17
  %v149 = getelementptr float, ptr %v33, i64 %v148
  %v150 = and i64 %v9, 7
  %v151 = sub i64 %v9, %v150
  %v152 = and i64 %v9, 31
  %v153 = sub i64 %v9, %v152
  %v156 = icmp slt i64 0, %v153
  br i1 %v156, label %loop154, label %done155
loop154:
  %v157 = phi i64 [ 0, %loop138 ], [ %v185, %loop154 ]
  %v158 = phi <8 x float> [ %v142, %loop138 ], [ %v166, %loop154 ]
  %v159 = phi <8 x float> [ %v143, %loop138 ], [ %v172, %loop154 ]
  %v160 = phi <8 x float> [ %v144, %loop138 ], [ %v178, %loop154 ]
  %v161 = phi <8 x float> [ %v145, %loop138 ], [ %v184, %loop154 ]
  %v162 = getelementptr float, ptr %v147, i64 %v157
  %v163 = load <8 x float>, ptr %v162, align 4
  %v164 = fsub <8 x float> %v163, %v137
  %v165 = fmul <8 x float> %v164, %v164
  %v166 = fadd <8 x float> %v158, %v165
  %v167 = add i64 %v157, 8
  %v168 = getelementptr float, ptr %v147, i64 %v167
  %v169 = load <8 x float>, ptr %v168, align 4
  %v170 = fsub <8 x float> %v169, %v137
  %v171 = fmul <8 x float> %v170, %v170
  %v172 = fadd <8 x float> %v159, %v171
  %v173 = add i64 %v157, 16
  %v174 = getelementptr float, ptr %v147, i64 %v173
  %v175 = load <8 x float>, ptr %v174, align 4
  %v176 = fsub <8 x float> %v175, %v137
  %v177 = fmul <8 x float> %v176, %v176
  %v178 = fadd <8 x float> %v160, %v177
  %v179 = add i64 %v157, 24
  %v180 = getelementptr float, ptr %v147, i64 %v179
  %v181 = load <8 x float>, ptr %v180, align 4
  %v182 = fsub <8 x float> %v181, %v137
  %v183 = fmul <8 x float> %v182, %v182
  %v184 = fadd <8 x float> %v161, %v183
  %v185 = add i64 %v157, 32
  %v186 = icmp slt i64 %v185, %v153
  br i1 %v186, label %loop154, label %done155
done155:
  %v187 = phi <8 x float> [ %v142, %loop138 ], [ %v166, %loop154 ]
  %v188 = phi <8 x float> [ %v143, %loop138 ], [ %v172, %loop154 ]
  %v189 = phi <8 x float> [ %v144, %loop138 ], [ %v178, %loop154 ]
  %v190 = phi <8 x float> [ %v145, %loop138 ], [ %v184, %loop154 ]
  %v191 = and i64 %v9, 7
  %v192 = sub i64 %v9, %v191
  %v195 = icmp slt i64 %v153, %v192
  br i1 %v195, label %loop193, label %done194
loop193:
  %v196 = phi i64 [ %v153, %done155 ], [ %v206, %loop193 ]
  %v197 = phi <8 x float> [ %v187, %done155 ], [ %v205, %loop193 ]
  %v198 = phi <8 x float> [ %v188, %done155 ], [ %v198, %loop193 ]
  %v199 = phi <8 x float> [ %v189, %done155 ], [ %v199, %loop193 ]
  %v200 = phi <8 x float> [ %v190, %done155 ], [ %v200, %loop193 ]
  %v201 = getelementptr float, ptr %v147, i64 %v196
  %v202 = load <8 x float>, ptr %v201, align 4
  %v203 = fsub <8 x float> %v202, %v137
  %v204 = fmul <8 x float> %v203, %v203
  %v205 = fadd <8 x float> %v197, %v204
  %v206 = add i64 %v196, 8
  %v207 = icmp slt i64 %v206, %v192
  br i1 %v207, label %loop193, label %done194
done194:
  %v208 = phi <8 x float> [ %v187, %done155 ], [ %v205, %loop193 ]
  %v209 = phi <8 x float> [ %v188, %done155 ], [ %v198, %loop193 ]
  %v210 = phi <8 x float> [ %v189, %done155 ], [ %v199, %loop193 ]
  %v211 = phi <8 x float> [ %v190, %done155 ], [ %v200, %loop193 ]
  %v212 = icmp sgt i64 %v150, 0
  %v213 = zext i1 %v212 to i64
  %v216 = icmp slt i64 0, %v213
  br i1 %v216, label %loop214, label %done215
loop214:
  %v217 = phi i64 [ 0, %done194 ], [ %v231, %loop214 ]
  %v218 = phi <8 x float> [ %v208, %done194 ], [ %v230, %loop214 ]
  %v219 = phi <8 x float> [ %v209, %done194 ], [ %v219, %loop214 ]
  %v220 = phi <8 x float> [ %v210, %done194 ], [ %v220, %loop214 ]
  %v221 = phi <8 x float> [ %v211, %done194 ], [ %v221, %loop214 ]
  %v222 = insertelement <8 x i64> poison, i64 %v150, i64 0
  %v223 = shufflevector <8 x i64> %v222, <8 x i64> poison, <8 x i32> zeroinitializer
  %v224 = icmp slt <8 x i64> <i64 0, i64 1, i64 2, i64 3, i64 4, i64 5, i64 6, i64 7>, %v223
  %v225 = getelementptr float, ptr %v147, i64 %v151
  %v226 = call <8 x float> @llvm.masked.load.v8f32.p0(ptr %v225, i32 4, <8 x i1> %v224, <8 x float> <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>)
  %v227 = fsub <8 x float> %v226, %v137
  %v228 = fmul <8 x float> %v227, %v227
  %v229 = select <8 x i1> %v224, <8 x float> %v228, <8 x float> <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>
  %v230 = fadd <8 x float> %v218, %v229
  %v231 = add i64 %v217, 1
  %v232 = icmp slt i64 %v231, %v213
  br i1 %v232, label %loop214, label %done215
done215:
  %v233 = phi <8 x float> [ %v208, %done194 ], [ %v230, %loop214 ]
  %v234 = phi <8 x float> [ %v209, %done194 ], [ %v219, %loop214 ]
  %v235 = phi <8 x float> [ %v210, %done194 ], [ %v220, %loop214 ]
  %v236 = phi <8 x float> [ %v211, %done194 ], [ %v221, %loop214 ]
  %v237 = add i64 %v141, 1
  %v238 = icmp slt i64 %v237, %v7
  br i1 %v238, label %loop138, label %done139
done139:
  %v239 = phi <8 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done39 ], [ %v233, %done215 ]
  %v240 = phi <8 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done39 ], [ %v234, %done215 ]
  %v241 = phi <8 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done39 ], [ %v235, %done215 ]
  %v242 = phi <8 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %done39 ], [ %v236, %done215 ]
  %v243 = fadd <8 x float> %v239, %v240
  %v244 = fadd <8 x float> %v241, %v242
  %v245 = fadd <8 x float> %v243, %v244
  %v246 = call reassoc float @llvm.vector.reduce.fadd.v8f32(float 0x0000000000000000, <8 x float> %v245)
  %v247 = fdiv float %v246, %v37
  store float %v247, ptr %v33, align 4
  %v248 = add i64 %v26, 1
  %v249 = icmp slt i64 %v248, %end
  br i1 %v249, label %loop23, label %done24
done24:
  ret void
}
attributes #0 = { nounwind "no-trapping-math"="true" }
