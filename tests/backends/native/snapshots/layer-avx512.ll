declare <16 x float> @llvm.fma.v16f32(<16 x float>, <16 x float>, <16 x float>)
define void @direct_product_204090f7c65c3f8974ba(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %v1 = load ptr, ptr %args, align 8
  %v2 = getelementptr i64, ptr %args, i64 1
  %v3 = load ptr, ptr %v2, align 8
  %v4 = getelementptr i64, ptr %args, i64 2
  %v5 = load ptr, ptr %v4, align 8
  %v6 = getelementptr i64, ptr %args, i64 3
  %v7 = load i64, ptr %v6, align 8
  %v8 = getelementptr i64, ptr %args, i64 4
  %v9 = load i64, ptr %v8, align 8
  %v10 = getelementptr i64, ptr %args, i64 5
  %v11 = load i64, ptr %v10, align 8
  %v12 = add i64 %v7, 7
  %v13 = sdiv i64 %v12, 8
  %v16 = icmp slt i64 %begin, %end
  br i1 %v16, label %loop14, label %done15
loop14:
  %v17 = phi i64 [ %begin, %entry ], [ %v345, %after307 ]
  %v18 = mul i64 %v17, 8
  %v19 = sub i64 %v7, %v18
  %v20 = icmp sge i64 %v19, 8
  br i1 %v20, label %then21, label %after22
then21:
  br label %loop23
loop23:
  %v25 = phi i64 [ 0, %then21 ], [ %v303, %done229 ]
  %v26 = mul i64 %v18, 8
  %v27 = getelementptr float, ptr %v1, i64 %v26
  %v28 = getelementptr float, ptr %v3, i64 %v25
  %v29 = mul i64 %v18, 16
  %v30 = getelementptr float, ptr %v5, i64 %v29
  %v31 = getelementptr float, ptr %v30, i64 %v25
  %v32 = sdiv i64 %v11, 4
  %v33 = and i64 %v11, 3
  %v36 = icmp slt i64 0, %v32
  br i1 %v36, label %loop34, label %done35
loop34:
  %v37 = phi i64 [ 0, %loop23 ], [ %v216, %loop34 ]
  %v38 = phi ptr [ %v27, %loop23 ], [ %v214, %loop34 ]
  %v39 = phi ptr [ %v28, %loop23 ], [ %v215, %loop34 ]
  %v40 = phi <16 x float> [ splat (float 0x0000000000000000), %loop23 ], [ %v178, %loop34 ]
  %v41 = phi <16 x float> [ splat (float 0x0000000000000000), %loop23 ], [ %v183, %loop34 ]
  %v42 = phi <16 x float> [ splat (float 0x0000000000000000), %loop23 ], [ %v188, %loop34 ]
  %v43 = phi <16 x float> [ splat (float 0x0000000000000000), %loop23 ], [ %v193, %loop34 ]
  %v44 = phi <16 x float> [ splat (float 0x0000000000000000), %loop23 ], [ %v198, %loop34 ]
  %v45 = phi <16 x float> [ splat (float 0x0000000000000000), %loop23 ], [ %v203, %loop34 ]
  %v46 = phi <16 x float> [ splat (float 0x0000000000000000), %loop23 ], [ %v208, %loop34 ]
  %v47 = phi <16 x float> [ splat (float 0x0000000000000000), %loop23 ], [ %v213, %loop34 ]
  %v48 = load <16 x float>, ptr %v39, align 4
  %v49 = load float, ptr %v38, align 4
  %v50 = insertelement <16 x float> poison, float %v49, i64 0
  %v51 = shufflevector <16 x float> %v50, <16 x float> poison, <16 x i32> zeroinitializer
  %v52 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v51, <16 x float> %v48, <16 x float> %v40)
  %v53 = getelementptr float, ptr %v38, i64 8
  %v54 = load float, ptr %v53, align 4
  %v55 = insertelement <16 x float> poison, float %v54, i64 0
  %v56 = shufflevector <16 x float> %v55, <16 x float> poison, <16 x i32> zeroinitializer
  %v57 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v56, <16 x float> %v48, <16 x float> %v41)
  %v58 = getelementptr float, ptr %v38, i64 16
  %v59 = load float, ptr %v58, align 4
  %v60 = insertelement <16 x float> poison, float %v59, i64 0
  %v61 = shufflevector <16 x float> %v60, <16 x float> poison, <16 x i32> zeroinitializer
  %v62 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v61, <16 x float> %v48, <16 x float> %v42)
  %v63 = getelementptr float, ptr %v38, i64 24
  %v64 = load float, ptr %v63, align 4
  %v65 = insertelement <16 x float> poison, float %v64, i64 0
  %v66 = shufflevector <16 x float> %v65, <16 x float> poison, <16 x i32> zeroinitializer
  %v67 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v66, <16 x float> %v48, <16 x float> %v43)
  %v68 = getelementptr float, ptr %v38, i64 32
  %v69 = load float, ptr %v68, align 4
  %v70 = insertelement <16 x float> poison, float %v69, i64 0
  %v71 = shufflevector <16 x float> %v70, <16 x float> poison, <16 x i32> zeroinitializer
  %v72 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v71, <16 x float> %v48, <16 x float> %v44)
  %v73 = getelementptr float, ptr %v38, i64 40
  %v74 = load float, ptr %v73, align 4
  %v75 = insertelement <16 x float> poison, float %v74, i64 0
  %v76 = shufflevector <16 x float> %v75, <16 x float> poison, <16 x i32> zeroinitializer
  %v77 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v76, <16 x float> %v48, <16 x float> %v45)
  %v78 = getelementptr float, ptr %v38, i64 48
  %v79 = load float, ptr %v78, align 4
  %v80 = insertelement <16 x float> poison, float %v79, i64 0
  %v81 = shufflevector <16 x float> %v80, <16 x float> poison, <16 x i32> zeroinitializer
  %v82 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v81, <16 x float> %v48, <16 x float> %v46)
  %v83 = getelementptr float, ptr %v38, i64 56
  %v84 = load float, ptr %v83, align 4
  %v85 = insertelement <16 x float> poison, float %v84, i64 0
  %v86 = shufflevector <16 x float> %v85, <16 x float> poison, <16 x i32> zeroinitializer
  %v87 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v86, <16 x float> %v48, <16 x float> %v47)
  %v88 = getelementptr float, ptr %v39, i64 16
  %v89 = load <16 x float>, ptr %v88, align 4
  %v90 = getelementptr float, ptr %v38, i64 1
  %v91 = load float, ptr %v90, align 4
  %v92 = insertelement <16 x float> poison, float %v91, i64 0
  %v93 = shufflevector <16 x float> %v92, <16 x float> poison, <16 x i32> zeroinitializer
  %v94 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v93, <16 x float> %v89, <16 x float> %v52)
  %v95 = getelementptr float, ptr %v38, i64 9
  %v96 = load float, ptr %v95, align 4
  %v97 = insertelement <16 x float> poison, float %v96, i64 0
  %v98 = shufflevector <16 x float> %v97, <16 x float> poison, <16 x i32> zeroinitializer
  %v99 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v98, <16 x float> %v89, <16 x float> %v57)
  %v100 = getelementptr float, ptr %v38, i64 17
  %v101 = load float, ptr %v100, align 4
  %v102 = insertelement <16 x float> poison, float %v101, i64 0
  %v103 = shufflevector <16 x float> %v102, <16 x float> poison, <16 x i32> zeroinitializer
  %v104 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v103, <16 x float> %v89, <16 x float> %v62)
  %v105 = getelementptr float, ptr %v38, i64 25
  %v106 = load float, ptr %v105, align 4
  %v107 = insertelement <16 x float> poison, float %v106, i64 0
  %v108 = shufflevector <16 x float> %v107, <16 x float> poison, <16 x i32> zeroinitializer
  %v109 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v108, <16 x float> %v89, <16 x float> %v67)
  %v110 = getelementptr float, ptr %v38, i64 33
  %v111 = load float, ptr %v110, align 4
  %v112 = insertelement <16 x float> poison, float %v111, i64 0
  %v113 = shufflevector <16 x float> %v112, <16 x float> poison, <16 x i32> zeroinitializer
  %v114 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v113, <16 x float> %v89, <16 x float> %v72)
  %v115 = getelementptr float, ptr %v38, i64 41
  %v116 = load float, ptr %v115, align 4
  %v117 = insertelement <16 x float> poison, float %v116, i64 0
  %v118 = shufflevector <16 x float> %v117, <16 x float> poison, <16 x i32> zeroinitializer
  %v119 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v118, <16 x float> %v89, <16 x float> %v77)
  %v120 = getelementptr float, ptr %v38, i64 49
  %v121 = load float, ptr %v120, align 4
  %v122 = insertelement <16 x float> poison, float %v121, i64 0
  %v123 = shufflevector <16 x float> %v122, <16 x float> poison, <16 x i32> zeroinitializer
  %v124 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v123, <16 x float> %v89, <16 x float> %v82)
  %v125 = getelementptr float, ptr %v38, i64 57
  %v126 = load float, ptr %v125, align 4
  %v127 = insertelement <16 x float> poison, float %v126, i64 0
  %v128 = shufflevector <16 x float> %v127, <16 x float> poison, <16 x i32> zeroinitializer
  %v129 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v128, <16 x float> %v89, <16 x float> %v87)
  %v130 = getelementptr float, ptr %v39, i64 32
  %v131 = load <16 x float>, ptr %v130, align 4
  %v132 = getelementptr float, ptr %v38, i64 2
  %v133 = load float, ptr %v132, align 4
  %v134 = insertelement <16 x float> poison, float %v133, i64 0
  %v135 = shufflevector <16 x float> %v134, <16 x float> poison, <16 x i32> zeroinitializer
  %v136 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v135, <16 x float> %v131, <16 x float> %v94)
  %v137 = getelementptr float, ptr %v38, i64 10
  %v138 = load float, ptr %v137, align 4
  %v139 = insertelement <16 x float> poison, float %v138, i64 0
  %v140 = shufflevector <16 x float> %v139, <16 x float> poison, <16 x i32> zeroinitializer
  %v141 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v140, <16 x float> %v131, <16 x float> %v99)
  %v142 = getelementptr float, ptr %v38, i64 18
  %v143 = load float, ptr %v142, align 4
  %v144 = insertelement <16 x float> poison, float %v143, i64 0
  %v145 = shufflevector <16 x float> %v144, <16 x float> poison, <16 x i32> zeroinitializer
  %v146 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v145, <16 x float> %v131, <16 x float> %v104)
  %v147 = getelementptr float, ptr %v38, i64 26
  %v148 = load float, ptr %v147, align 4
  %v149 = insertelement <16 x float> poison, float %v148, i64 0
  %v150 = shufflevector <16 x float> %v149, <16 x float> poison, <16 x i32> zeroinitializer
  %v151 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v150, <16 x float> %v131, <16 x float> %v109)
  %v152 = getelementptr float, ptr %v38, i64 34
  %v153 = load float, ptr %v152, align 4
  %v154 = insertelement <16 x float> poison, float %v153, i64 0
  %v155 = shufflevector <16 x float> %v154, <16 x float> poison, <16 x i32> zeroinitializer
  %v156 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v155, <16 x float> %v131, <16 x float> %v114)
  %v157 = getelementptr float, ptr %v38, i64 42
  %v158 = load float, ptr %v157, align 4
  %v159 = insertelement <16 x float> poison, float %v158, i64 0
  %v160 = shufflevector <16 x float> %v159, <16 x float> poison, <16 x i32> zeroinitializer
  %v161 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v160, <16 x float> %v131, <16 x float> %v119)
  %v162 = getelementptr float, ptr %v38, i64 50
  %v163 = load float, ptr %v162, align 4
  %v164 = insertelement <16 x float> poison, float %v163, i64 0
  %v165 = shufflevector <16 x float> %v164, <16 x float> poison, <16 x i32> zeroinitializer
  %v166 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v165, <16 x float> %v131, <16 x float> %v124)
  %v167 = getelementptr float, ptr %v38, i64 58
  %v168 = load float, ptr %v167, align 4
  %v169 = insertelement <16 x float> poison, float %v168, i64 0
  %v170 = shufflevector <16 x float> %v169, <16 x float> poison, <16 x i32> zeroinitializer
  %v171 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v170, <16 x float> %v131, <16 x float> %v129)
  %v172 = getelementptr float, ptr %v39, i64 48
  %v173 = load <16 x float>, ptr %v172, align 4
  %v174 = getelementptr float, ptr %v38, i64 3
  %v175 = load float, ptr %v174, align 4
  %v176 = insertelement <16 x float> poison, float %v175, i64 0
  %v177 = shufflevector <16 x float> %v176, <16 x float> poison, <16 x i32> zeroinitializer
  %v178 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v177, <16 x float> %v173, <16 x float> %v136)
  %v179 = getelementptr float, ptr %v38, i64 11
  %v180 = load float, ptr %v179, align 4
  %v181 = insertelement <16 x float> poison, float %v180, i64 0
  %v182 = shufflevector <16 x float> %v181, <16 x float> poison, <16 x i32> zeroinitializer
  %v183 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v182, <16 x float> %v173, <16 x float> %v141)
  %v184 = getelementptr float, ptr %v38, i64 19
  %v185 = load float, ptr %v184, align 4
  %v186 = insertelement <16 x float> poison, float %v185, i64 0
  %v187 = shufflevector <16 x float> %v186, <16 x float> poison, <16 x i32> zeroinitializer
  %v188 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v187, <16 x float> %v173, <16 x float> %v146)
  %v189 = getelementptr float, ptr %v38, i64 27
  %v190 = load float, ptr %v189, align 4
  %v191 = insertelement <16 x float> poison, float %v190, i64 0
  %v192 = shufflevector <16 x float> %v191, <16 x float> poison, <16 x i32> zeroinitializer
  %v193 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v192, <16 x float> %v173, <16 x float> %v151)
  %v194 = getelementptr float, ptr %v38, i64 35
  %v195 = load float, ptr %v194, align 4
  %v196 = insertelement <16 x float> poison, float %v195, i64 0
  %v197 = shufflevector <16 x float> %v196, <16 x float> poison, <16 x i32> zeroinitializer
  %v198 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v197, <16 x float> %v173, <16 x float> %v156)
  %v199 = getelementptr float, ptr %v38, i64 43
  %v200 = load float, ptr %v199, align 4
  %v201 = insertelement <16 x float> poison, float %v200, i64 0
  %v202 = shufflevector <16 x float> %v201, <16 x float> poison, <16 x i32> zeroinitializer
  %v203 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v202, <16 x float> %v173, <16 x float> %v161)
  %v204 = getelementptr float, ptr %v38, i64 51
  %v205 = load float, ptr %v204, align 4
  %v206 = insertelement <16 x float> poison, float %v205, i64 0
  %v207 = shufflevector <16 x float> %v206, <16 x float> poison, <16 x i32> zeroinitializer
  %v208 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v207, <16 x float> %v173, <16 x float> %v166)
  %v209 = getelementptr float, ptr %v38, i64 59
  %v210 = load float, ptr %v209, align 4
  %v211 = insertelement <16 x float> poison, float %v210, i64 0
  %v212 = shufflevector <16 x float> %v211, <16 x float> poison, <16 x i32> zeroinitializer
  %v213 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v212, <16 x float> %v173, <16 x float> %v171)
  %v214 = getelementptr float, ptr %v38, i64 4
  %v215 = getelementptr float, ptr %v39, i64 64
  %v216 = add i64 %v37, 1
  %v217 = icmp slt i64 %v216, %v32
  br i1 %v217, label %loop34, label %done35
done35:
  %v218 = phi ptr [ %v27, %loop23 ], [ %v214, %loop34 ]
  %v219 = phi ptr [ %v28, %loop23 ], [ %v215, %loop34 ]
  %v220 = phi <16 x float> [ splat (float 0x0000000000000000), %loop23 ], [ %v178, %loop34 ]
  %v221 = phi <16 x float> [ splat (float 0x0000000000000000), %loop23 ], [ %v183, %loop34 ]
  %v222 = phi <16 x float> [ splat (float 0x0000000000000000), %loop23 ], [ %v188, %loop34 ]
  %v223 = phi <16 x float> [ splat (float 0x0000000000000000), %loop23 ], [ %v193, %loop34 ]
  %v224 = phi <16 x float> [ splat (float 0x0000000000000000), %loop23 ], [ %v198, %loop34 ]
  %v225 = phi <16 x float> [ splat (float 0x0000000000000000), %loop23 ], [ %v203, %loop34 ]
  %v226 = phi <16 x float> [ splat (float 0x0000000000000000), %loop23 ], [ %v208, %loop34 ]
  %v227 = phi <16 x float> [ splat (float 0x0000000000000000), %loop23 ], [ %v213, %loop34 ]
  %v230 = icmp slt i64 0, %v33
  br i1 %v230, label %loop228, label %done229
loop228:
  %v231 = phi i64 [ 0, %done35 ], [ %v284, %loop228 ]
  %v232 = phi ptr [ %v218, %done35 ], [ %v282, %loop228 ]
  %v233 = phi ptr [ %v219, %done35 ], [ %v283, %loop228 ]
  %v234 = phi <16 x float> [ %v220, %done35 ], [ %v246, %loop228 ]
  %v235 = phi <16 x float> [ %v221, %done35 ], [ %v251, %loop228 ]
  %v236 = phi <16 x float> [ %v222, %done35 ], [ %v256, %loop228 ]
  %v237 = phi <16 x float> [ %v223, %done35 ], [ %v261, %loop228 ]
  %v238 = phi <16 x float> [ %v224, %done35 ], [ %v266, %loop228 ]
  %v239 = phi <16 x float> [ %v225, %done35 ], [ %v271, %loop228 ]
  %v240 = phi <16 x float> [ %v226, %done35 ], [ %v276, %loop228 ]
  %v241 = phi <16 x float> [ %v227, %done35 ], [ %v281, %loop228 ]
  %v242 = load <16 x float>, ptr %v233, align 4
  %v243 = load float, ptr %v232, align 4
  %v244 = insertelement <16 x float> poison, float %v243, i64 0
  %v245 = shufflevector <16 x float> %v244, <16 x float> poison, <16 x i32> zeroinitializer
  %v246 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v245, <16 x float> %v242, <16 x float> %v234)
  %v247 = getelementptr float, ptr %v232, i64 8
  %v248 = load float, ptr %v247, align 4
  %v249 = insertelement <16 x float> poison, float %v248, i64 0
  %v250 = shufflevector <16 x float> %v249, <16 x float> poison, <16 x i32> zeroinitializer
  %v251 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v250, <16 x float> %v242, <16 x float> %v235)
  %v252 = getelementptr float, ptr %v232, i64 16
  %v253 = load float, ptr %v252, align 4
  %v254 = insertelement <16 x float> poison, float %v253, i64 0
  %v255 = shufflevector <16 x float> %v254, <16 x float> poison, <16 x i32> zeroinitializer
  %v256 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v255, <16 x float> %v242, <16 x float> %v236)
  %v257 = getelementptr float, ptr %v232, i64 24
  %v258 = load float, ptr %v257, align 4
  %v259 = insertelement <16 x float> poison, float %v258, i64 0
  %v260 = shufflevector <16 x float> %v259, <16 x float> poison, <16 x i32> zeroinitializer
  %v261 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v260, <16 x float> %v242, <16 x float> %v237)
  %v262 = getelementptr float, ptr %v232, i64 32
  %v263 = load float, ptr %v262, align 4
  %v264 = insertelement <16 x float> poison, float %v263, i64 0
  %v265 = shufflevector <16 x float> %v264, <16 x float> poison, <16 x i32> zeroinitializer
  %v266 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v265, <16 x float> %v242, <16 x float> %v238)
  %v267 = getelementptr float, ptr %v232, i64 40
  %v268 = load float, ptr %v267, align 4
  %v269 = insertelement <16 x float> poison, float %v268, i64 0
  %v270 = shufflevector <16 x float> %v269, <16 x float> poison, <16 x i32> zeroinitializer
  %v271 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v270, <16 x float> %v242, <16 x float> %v239)
  %v272 = getelementptr float, ptr %v232, i64 48
  %v273 = load float, ptr %v272, align 4
  %v274 = insertelement <16 x float> poison, float %v273, i64 0
  %v275 = shufflevector <16 x float> %v274, <16 x float> poison, <16 x i32> zeroinitializer
  %v276 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v275, <16 x float> %v242, <16 x float> %v240)
  %v277 = getelementptr float, ptr %v232, i64 56
  %v278 = load float, ptr %v277, align 4
  %v279 = insertelement <16 x float> poison, float %v278, i64 0
  %v280 = shufflevector <16 x float> %v279, <16 x float> poison, <16 x i32> zeroinitializer
  %v281 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v280, <16 x float> %v242, <16 x float> %v241)
  %v282 = getelementptr float, ptr %v232, i64 1
  %v283 = getelementptr float, ptr %v233, i64 16
  %v284 = add i64 %v231, 1
  %v285 = icmp slt i64 %v284, %v33
  br i1 %v285, label %loop228, label %done229
done229:
  %v286 = phi ptr [ %v218, %done35 ], [ %v282, %loop228 ]
  %v287 = phi ptr [ %v219, %done35 ], [ %v283, %loop228 ]
  %v288 = phi <16 x float> [ %v220, %done35 ], [ %v246, %loop228 ]
  %v289 = phi <16 x float> [ %v221, %done35 ], [ %v251, %loop228 ]
  %v290 = phi <16 x float> [ %v222, %done35 ], [ %v256, %loop228 ]
  %v291 = phi <16 x float> [ %v223, %done35 ], [ %v261, %loop228 ]
  %v292 = phi <16 x float> [ %v224, %done35 ], [ %v266, %loop228 ]
  %v293 = phi <16 x float> [ %v225, %done35 ], [ %v271, %loop228 ]
  %v294 = phi <16 x float> [ %v226, %done35 ], [ %v276, %loop228 ]
  %v295 = phi <16 x float> [ %v227, %done35 ], [ %v281, %loop228 ]
  store <16 x float> %v288, ptr %v31, align 4
  %v296 = getelementptr float, ptr %v31, i64 16
  store <16 x float> %v289, ptr %v296, align 4
  %v297 = getelementptr float, ptr %v31, i64 32
  store <16 x float> %v290, ptr %v297, align 4
  %v298 = getelementptr float, ptr %v31, i64 48
  store <16 x float> %v291, ptr %v298, align 4
  %v299 = getelementptr float, ptr %v31, i64 64
  store <16 x float> %v292, ptr %v299, align 4
  %v300 = getelementptr float, ptr %v31, i64 80
  store <16 x float> %v293, ptr %v300, align 4
  %v301 = getelementptr float, ptr %v31, i64 96
  store <16 x float> %v294, ptr %v301, align 4
  %v302 = getelementptr float, ptr %v31, i64 112
  store <16 x float> %v295, ptr %v302, align 4
  %v303 = add i64 %v25, 16
  %v304 = icmp slt i64 %v303, 16
  br i1 %v304, label %loop23, label %done24
done24:
  br label %after22
after22:
  %v305 = xor i1 %v20, true
  br i1 %v305, label %then306, label %after307
then306:
  %v310 = icmp slt i64 %v18, %v7
  br i1 %v310, label %loop308, label %done309
loop308:
  %v311 = phi i64 [ %v18, %then306 ], [ %v343, %done313 ]
  br label %loop312
loop312:
  %v314 = phi i64 [ 0, %loop308 ], [ %v341, %done323 ]
  %v315 = mul i64 %v311, 8
  %v316 = getelementptr float, ptr %v1, i64 %v315
  %v317 = getelementptr float, ptr %v3, i64 %v314
  %v318 = mul i64 %v311, 16
  %v319 = getelementptr float, ptr %v5, i64 %v318
  %v320 = getelementptr float, ptr %v319, i64 %v314
  %v321 = sdiv i64 %v11, 1
  %v324 = icmp slt i64 0, %v321
  br i1 %v324, label %loop322, label %done323
loop322:
  %v325 = phi i64 [ 0, %loop312 ], [ %v336, %loop322 ]
  %v326 = phi ptr [ %v316, %loop312 ], [ %v334, %loop322 ]
  %v327 = phi ptr [ %v317, %loop312 ], [ %v335, %loop322 ]
  %v328 = phi <16 x float> [ splat (float 0x0000000000000000), %loop312 ], [ %v333, %loop322 ]
  %v329 = load <16 x float>, ptr %v327, align 4
  %v330 = load float, ptr %v326, align 4
  %v331 = insertelement <16 x float> poison, float %v330, i64 0
  %v332 = shufflevector <16 x float> %v331, <16 x float> poison, <16 x i32> zeroinitializer
  %v333 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v332, <16 x float> %v329, <16 x float> %v328)
  %v334 = getelementptr float, ptr %v326, i64 1
  %v335 = getelementptr float, ptr %v327, i64 16
  %v336 = add i64 %v325, 1
  %v337 = icmp slt i64 %v336, %v321
  br i1 %v337, label %loop322, label %done323
done323:
  %v338 = phi ptr [ %v316, %loop312 ], [ %v334, %loop322 ]
  %v339 = phi ptr [ %v317, %loop312 ], [ %v335, %loop322 ]
  %v340 = phi <16 x float> [ splat (float 0x0000000000000000), %loop312 ], [ %v333, %loop322 ]
  store <16 x float> %v340, ptr %v320, align 4
  %v341 = add i64 %v314, 16
  %v342 = icmp slt i64 %v341, 16
  br i1 %v342, label %loop312, label %done313
done313:
  %v343 = add i64 %v311, 1
  %v344 = icmp slt i64 %v343, %v7
  br i1 %v344, label %loop308, label %done309
done309:
  br label %after307
after307:
  %v345 = add i64 %v17, 1
  %v346 = icmp slt i64 %v345, %end
  br i1 %v346, label %loop14, label %done15
done15:
  ret void
}
attributes #0 = { nounwind "no-trapping-math"="true" }

declare <16 x float> @llvm.masked.load.v16f32.p0(ptr, i32, <16 x i1>, <16 x float>)
declare void @llvm.masked.store.v16f32.p0(<16 x float>, ptr, i32, <16 x i1>)
define void @rows_892f0fca609c9af2eb91(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %v1 = load ptr, ptr %args, align 8
  %v2 = getelementptr i64, ptr %args, i64 1
  %v3 = load ptr, ptr %v2, align 8
  %v4 = getelementptr i64, ptr %args, i64 2
  %v5 = load ptr, ptr %v4, align 8
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
  %v22 = add i64 %v9, 16
  %v25 = icmp slt i64 %begin, %end
  br i1 %v25, label %loop23, label %done24
loop23:
  %v26 = phi i64 [ %begin, %entry ], [ %v64, %done50 ]
  %v27 = mul i64 %v26, %v11
  %v28 = getelementptr float, ptr %v1, i64 %v27
  %v29 = mul i64 %v26, %v13
  %v30 = getelementptr float, ptr %v3, i64 %v29
  %v31 = mul i64 %v26, %v15
  %v32 = getelementptr float, ptr %v5, i64 %v31
  %v33 = and i64 %v9, 15
  %v34 = sub i64 %v9, %v33
  %v37 = icmp slt i64 0, %v34
  br i1 %v37, label %loop35, label %done36
loop35:
  %v38 = phi i64 [ 0, %loop23 ], [ %v45, %loop35 ]
  %v39 = getelementptr float, ptr %v28, i64 %v38
  %v40 = load <16 x float>, ptr %v39, align 4
  %v41 = getelementptr float, ptr %v30, i64 %v38
  %v42 = load <16 x float>, ptr %v41, align 4
  %v43 = fadd <16 x float> %v40, %v42
  %v44 = getelementptr float, ptr %v32, i64 %v38
  store <16 x float> %v43, ptr %v44, align 4
  %v45 = add i64 %v38, 16
  %v46 = icmp slt i64 %v45, %v34
  br i1 %v46, label %loop35, label %done36
done36:
  %v47 = icmp sgt i64 %v33, 0
  %v48 = zext i1 %v47 to i64
  %v51 = icmp slt i64 0, %v48
  br i1 %v51, label %loop49, label %done50
loop49:
  %v52 = phi i64 [ 0, %done36 ], [ %v62, %loop49 ]
  %v53 = insertelement <16 x i64> poison, i64 %v33, i64 0
  %v54 = shufflevector <16 x i64> %v53, <16 x i64> poison, <16 x i32> zeroinitializer
  %v55 = icmp slt <16 x i64> <i64 0, i64 1, i64 2, i64 3, i64 4, i64 5, i64 6, i64 7, i64 8, i64 9, i64 10, i64 11, i64 12, i64 13, i64 14, i64 15>, %v54
  %v56 = getelementptr float, ptr %v28, i64 %v34
  %v57 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v56, i32 4, <16 x i1> %v55, <16 x float> splat (float 0x0000000000000000))
  %v58 = getelementptr float, ptr %v30, i64 %v34
  %v59 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v58, i32 4, <16 x i1> %v55, <16 x float> splat (float 0x0000000000000000))
  %v60 = fadd <16 x float> %v57, %v59
  %v61 = getelementptr float, ptr %v32, i64 %v34
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v60, ptr %v61, i32 4, <16 x i1> %v55)
  %v62 = add i64 %v52, 1
  %v63 = icmp slt i64 %v62, %v48
  br i1 %v63, label %loop49, label %done50
done50:
  %v64 = add i64 %v26, 1
  %v65 = icmp slt i64 %v64, %end
  br i1 %v65, label %loop23, label %done24
done24:
  ret void
}
attributes #0 = { nounwind "no-trapping-math"="true" }

declare <16 x float> @llvm.masked.load.v16f32.p0(ptr, i32, <16 x i1>, <16 x float>)
declare void @llvm.masked.store.v16f32.p0(<16 x float>, ptr, i32, <16 x i1>)
define void @rows_ea803d15dd33bfd6ae3f(ptr %args, i64 %begin, i64 %end) #0 {
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
  %v21 = phi i64 [ %v11, %entry ], [ %v27, %loop18 ]
  %v22 = getelementptr float, ptr %v1, i64 %v21
  %v23 = load <16 x float>, ptr %v22, align 4
  %v24 = fcmp ogt <16 x float> splat (float 0x0000000000000000), %v23
  %v25 = select <16 x i1> %v24, <16 x float> splat (float 0x0000000000000000), <16 x float> %v23
  %v26 = getelementptr float, ptr %v3, i64 %v21
  store <16 x float> %v25, ptr %v26, align 4
  %v27 = add i64 %v21, 16
  %v28 = icmp slt i64 %v27, %v17
  br i1 %v28, label %loop18, label %done19
done19:
  %v29 = icmp sgt i64 %v16, 0
  %v30 = zext i1 %v29 to i64
  %v33 = icmp slt i64 0, %v30
  br i1 %v33, label %loop31, label %done32
loop31:
  %v34 = phi i64 [ 0, %done19 ], [ %v43, %loop31 ]
  %v35 = insertelement <16 x i64> poison, i64 %v16, i64 0
  %v36 = shufflevector <16 x i64> %v35, <16 x i64> poison, <16 x i32> zeroinitializer
  %v37 = icmp slt <16 x i64> <i64 0, i64 1, i64 2, i64 3, i64 4, i64 5, i64 6, i64 7, i64 8, i64 9, i64 10, i64 11, i64 12, i64 13, i64 14, i64 15>, %v36
  %v38 = getelementptr float, ptr %v1, i64 %v17
  %v39 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v38, i32 4, <16 x i1> %v37, <16 x float> splat (float 0x0000000000000000))
  %v40 = fcmp ogt <16 x float> splat (float 0x0000000000000000), %v39
  %v41 = select <16 x i1> %v40, <16 x float> splat (float 0x0000000000000000), <16 x float> %v39
  %v42 = getelementptr float, ptr %v3, i64 %v17
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v41, ptr %v42, i32 4, <16 x i1> %v37)
  %v43 = add i64 %v34, 1
  %v44 = icmp slt i64 %v43, %v30
  br i1 %v44, label %loop31, label %done32
done32:
  ret void
}
attributes #0 = { nounwind "no-trapping-math"="true" }
