declare <16 x float> @llvm.fma.v16f32(<16 x float>, <16 x float>, <16 x float>)
define void @direct_product_1078c3b21b620cb50702(ptr %args, i64 %begin, i64 %end) #0 {
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
  %v10 = sdiv i64 %v7, 8
  %v11 = icmp slt i64 %end, %v10
  %v12 = select i1 %v11, i64 %end, i64 %v10
  %v15 = icmp slt i64 %begin, %v12
  br i1 %v15, label %loop13, label %done14
loop13:
  %v16 = phi i64 [ %begin, %entry ], [ %v300, %done19 ]
  %v17 = mul i64 %v16, 8
  br label %loop18
loop18:
  %v20 = phi i64 [ 0, %loop13 ], [ %v298, %done221 ]
  %v21 = mul i64 %v17, 8
  %v22 = getelementptr float, ptr %v1, i64 %v21
  %v23 = getelementptr float, ptr %v3, i64 %v20
  %v24 = sdiv i64 %v9, 4
  %v25 = and i64 %v9, 3
  %v28 = icmp slt i64 0, %v24
  br i1 %v28, label %loop26, label %done27
loop26:
  %v29 = phi i64 [ 0, %loop18 ], [ %v208, %loop26 ]
  %v30 = phi ptr [ %v22, %loop18 ], [ %v206, %loop26 ]
  %v31 = phi ptr [ %v23, %loop18 ], [ %v207, %loop26 ]
  %v32 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop18 ], [ %v170, %loop26 ]
  %v33 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop18 ], [ %v175, %loop26 ]
  %v34 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop18 ], [ %v180, %loop26 ]
  %v35 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop18 ], [ %v185, %loop26 ]
  %v36 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop18 ], [ %v190, %loop26 ]
  %v37 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop18 ], [ %v195, %loop26 ]
  %v38 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop18 ], [ %v200, %loop26 ]
  %v39 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop18 ], [ %v205, %loop26 ]
  %v40 = load <16 x float>, ptr %v31, align 4
  %v41 = load float, ptr %v30, align 4
  %v42 = insertelement <16 x float> poison, float %v41, i64 0
  %v43 = shufflevector <16 x float> %v42, <16 x float> poison, <16 x i32> zeroinitializer
  %v44 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v43, <16 x float> %v40, <16 x float> %v32)
  %v45 = getelementptr float, ptr %v30, i64 8
  %v46 = load float, ptr %v45, align 4
  %v47 = insertelement <16 x float> poison, float %v46, i64 0
  %v48 = shufflevector <16 x float> %v47, <16 x float> poison, <16 x i32> zeroinitializer
  %v49 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v48, <16 x float> %v40, <16 x float> %v33)
  %v50 = getelementptr float, ptr %v30, i64 16
  %v51 = load float, ptr %v50, align 4
  %v52 = insertelement <16 x float> poison, float %v51, i64 0
  %v53 = shufflevector <16 x float> %v52, <16 x float> poison, <16 x i32> zeroinitializer
  %v54 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v53, <16 x float> %v40, <16 x float> %v34)
  %v55 = getelementptr float, ptr %v30, i64 24
  %v56 = load float, ptr %v55, align 4
  %v57 = insertelement <16 x float> poison, float %v56, i64 0
  %v58 = shufflevector <16 x float> %v57, <16 x float> poison, <16 x i32> zeroinitializer
  %v59 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v58, <16 x float> %v40, <16 x float> %v35)
  %v60 = getelementptr float, ptr %v30, i64 32
  %v61 = load float, ptr %v60, align 4
  %v62 = insertelement <16 x float> poison, float %v61, i64 0
  %v63 = shufflevector <16 x float> %v62, <16 x float> poison, <16 x i32> zeroinitializer
  %v64 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v63, <16 x float> %v40, <16 x float> %v36)
  %v65 = getelementptr float, ptr %v30, i64 40
  %v66 = load float, ptr %v65, align 4
  %v67 = insertelement <16 x float> poison, float %v66, i64 0
  %v68 = shufflevector <16 x float> %v67, <16 x float> poison, <16 x i32> zeroinitializer
  %v69 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v68, <16 x float> %v40, <16 x float> %v37)
  %v70 = getelementptr float, ptr %v30, i64 48
  %v71 = load float, ptr %v70, align 4
  %v72 = insertelement <16 x float> poison, float %v71, i64 0
  %v73 = shufflevector <16 x float> %v72, <16 x float> poison, <16 x i32> zeroinitializer
  %v74 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v73, <16 x float> %v40, <16 x float> %v38)
  %v75 = getelementptr float, ptr %v30, i64 56
  %v76 = load float, ptr %v75, align 4
  %v77 = insertelement <16 x float> poison, float %v76, i64 0
  %v78 = shufflevector <16 x float> %v77, <16 x float> poison, <16 x i32> zeroinitializer
  %v79 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v78, <16 x float> %v40, <16 x float> %v39)
  %v80 = getelementptr float, ptr %v31, i64 16
  %v81 = load <16 x float>, ptr %v80, align 4
  %v82 = getelementptr float, ptr %v30, i64 1
  %v83 = load float, ptr %v82, align 4
  %v84 = insertelement <16 x float> poison, float %v83, i64 0
  %v85 = shufflevector <16 x float> %v84, <16 x float> poison, <16 x i32> zeroinitializer
  %v86 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v85, <16 x float> %v81, <16 x float> %v44)
  %v87 = getelementptr float, ptr %v30, i64 9
  %v88 = load float, ptr %v87, align 4
  %v89 = insertelement <16 x float> poison, float %v88, i64 0
  %v90 = shufflevector <16 x float> %v89, <16 x float> poison, <16 x i32> zeroinitializer
  %v91 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v90, <16 x float> %v81, <16 x float> %v49)
  %v92 = getelementptr float, ptr %v30, i64 17
  %v93 = load float, ptr %v92, align 4
  %v94 = insertelement <16 x float> poison, float %v93, i64 0
  %v95 = shufflevector <16 x float> %v94, <16 x float> poison, <16 x i32> zeroinitializer
  %v96 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v95, <16 x float> %v81, <16 x float> %v54)
  %v97 = getelementptr float, ptr %v30, i64 25
  %v98 = load float, ptr %v97, align 4
  %v99 = insertelement <16 x float> poison, float %v98, i64 0
  %v100 = shufflevector <16 x float> %v99, <16 x float> poison, <16 x i32> zeroinitializer
  %v101 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v100, <16 x float> %v81, <16 x float> %v59)
  %v102 = getelementptr float, ptr %v30, i64 33
  %v103 = load float, ptr %v102, align 4
  %v104 = insertelement <16 x float> poison, float %v103, i64 0
  %v105 = shufflevector <16 x float> %v104, <16 x float> poison, <16 x i32> zeroinitializer
  %v106 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v105, <16 x float> %v81, <16 x float> %v64)
  %v107 = getelementptr float, ptr %v30, i64 41
  %v108 = load float, ptr %v107, align 4
  %v109 = insertelement <16 x float> poison, float %v108, i64 0
  %v110 = shufflevector <16 x float> %v109, <16 x float> poison, <16 x i32> zeroinitializer
  %v111 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v110, <16 x float> %v81, <16 x float> %v69)
  %v112 = getelementptr float, ptr %v30, i64 49
  %v113 = load float, ptr %v112, align 4
  %v114 = insertelement <16 x float> poison, float %v113, i64 0
  %v115 = shufflevector <16 x float> %v114, <16 x float> poison, <16 x i32> zeroinitializer
  %v116 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v115, <16 x float> %v81, <16 x float> %v74)
  %v117 = getelementptr float, ptr %v30, i64 57
  %v118 = load float, ptr %v117, align 4
  %v119 = insertelement <16 x float> poison, float %v118, i64 0
  %v120 = shufflevector <16 x float> %v119, <16 x float> poison, <16 x i32> zeroinitializer
  %v121 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v120, <16 x float> %v81, <16 x float> %v79)
  %v122 = getelementptr float, ptr %v31, i64 32
  %v123 = load <16 x float>, ptr %v122, align 4
  %v124 = getelementptr float, ptr %v30, i64 2
  %v125 = load float, ptr %v124, align 4
  %v126 = insertelement <16 x float> poison, float %v125, i64 0
  %v127 = shufflevector <16 x float> %v126, <16 x float> poison, <16 x i32> zeroinitializer
  %v128 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v127, <16 x float> %v123, <16 x float> %v86)
  %v129 = getelementptr float, ptr %v30, i64 10
  %v130 = load float, ptr %v129, align 4
  %v131 = insertelement <16 x float> poison, float %v130, i64 0
  %v132 = shufflevector <16 x float> %v131, <16 x float> poison, <16 x i32> zeroinitializer
  %v133 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v132, <16 x float> %v123, <16 x float> %v91)
  %v134 = getelementptr float, ptr %v30, i64 18
  %v135 = load float, ptr %v134, align 4
  %v136 = insertelement <16 x float> poison, float %v135, i64 0
  %v137 = shufflevector <16 x float> %v136, <16 x float> poison, <16 x i32> zeroinitializer
  %v138 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v137, <16 x float> %v123, <16 x float> %v96)
  %v139 = getelementptr float, ptr %v30, i64 26
  %v140 = load float, ptr %v139, align 4
  %v141 = insertelement <16 x float> poison, float %v140, i64 0
  %v142 = shufflevector <16 x float> %v141, <16 x float> poison, <16 x i32> zeroinitializer
  %v143 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v142, <16 x float> %v123, <16 x float> %v101)
  %v144 = getelementptr float, ptr %v30, i64 34
  %v145 = load float, ptr %v144, align 4
  %v146 = insertelement <16 x float> poison, float %v145, i64 0
  %v147 = shufflevector <16 x float> %v146, <16 x float> poison, <16 x i32> zeroinitializer
  %v148 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v147, <16 x float> %v123, <16 x float> %v106)
  %v149 = getelementptr float, ptr %v30, i64 42
  %v150 = load float, ptr %v149, align 4
  %v151 = insertelement <16 x float> poison, float %v150, i64 0
  %v152 = shufflevector <16 x float> %v151, <16 x float> poison, <16 x i32> zeroinitializer
  %v153 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v152, <16 x float> %v123, <16 x float> %v111)
  %v154 = getelementptr float, ptr %v30, i64 50
  %v155 = load float, ptr %v154, align 4
  %v156 = insertelement <16 x float> poison, float %v155, i64 0
  %v157 = shufflevector <16 x float> %v156, <16 x float> poison, <16 x i32> zeroinitializer
  %v158 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v157, <16 x float> %v123, <16 x float> %v116)
  %v159 = getelementptr float, ptr %v30, i64 58
  %v160 = load float, ptr %v159, align 4
  %v161 = insertelement <16 x float> poison, float %v160, i64 0
  %v162 = shufflevector <16 x float> %v161, <16 x float> poison, <16 x i32> zeroinitializer
  %v163 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v162, <16 x float> %v123, <16 x float> %v121)
  %v164 = getelementptr float, ptr %v31, i64 48
  %v165 = load <16 x float>, ptr %v164, align 4
  %v166 = getelementptr float, ptr %v30, i64 3
  %v167 = load float, ptr %v166, align 4
  %v168 = insertelement <16 x float> poison, float %v167, i64 0
  %v169 = shufflevector <16 x float> %v168, <16 x float> poison, <16 x i32> zeroinitializer
  %v170 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v169, <16 x float> %v165, <16 x float> %v128)
  %v171 = getelementptr float, ptr %v30, i64 11
  %v172 = load float, ptr %v171, align 4
  %v173 = insertelement <16 x float> poison, float %v172, i64 0
  %v174 = shufflevector <16 x float> %v173, <16 x float> poison, <16 x i32> zeroinitializer
  %v175 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v174, <16 x float> %v165, <16 x float> %v133)
  %v176 = getelementptr float, ptr %v30, i64 19
  %v177 = load float, ptr %v176, align 4
  %v178 = insertelement <16 x float> poison, float %v177, i64 0
  %v179 = shufflevector <16 x float> %v178, <16 x float> poison, <16 x i32> zeroinitializer
  %v180 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v179, <16 x float> %v165, <16 x float> %v138)
  %v181 = getelementptr float, ptr %v30, i64 27
  %v182 = load float, ptr %v181, align 4
  %v183 = insertelement <16 x float> poison, float %v182, i64 0
  %v184 = shufflevector <16 x float> %v183, <16 x float> poison, <16 x i32> zeroinitializer
  %v185 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v184, <16 x float> %v165, <16 x float> %v143)
  %v186 = getelementptr float, ptr %v30, i64 35
  %v187 = load float, ptr %v186, align 4
  %v188 = insertelement <16 x float> poison, float %v187, i64 0
  %v189 = shufflevector <16 x float> %v188, <16 x float> poison, <16 x i32> zeroinitializer
  %v190 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v189, <16 x float> %v165, <16 x float> %v148)
  %v191 = getelementptr float, ptr %v30, i64 43
  %v192 = load float, ptr %v191, align 4
  %v193 = insertelement <16 x float> poison, float %v192, i64 0
  %v194 = shufflevector <16 x float> %v193, <16 x float> poison, <16 x i32> zeroinitializer
  %v195 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v194, <16 x float> %v165, <16 x float> %v153)
  %v196 = getelementptr float, ptr %v30, i64 51
  %v197 = load float, ptr %v196, align 4
  %v198 = insertelement <16 x float> poison, float %v197, i64 0
  %v199 = shufflevector <16 x float> %v198, <16 x float> poison, <16 x i32> zeroinitializer
  %v200 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v199, <16 x float> %v165, <16 x float> %v158)
  %v201 = getelementptr float, ptr %v30, i64 59
  %v202 = load float, ptr %v201, align 4
  %v203 = insertelement <16 x float> poison, float %v202, i64 0
  %v204 = shufflevector <16 x float> %v203, <16 x float> poison, <16 x i32> zeroinitializer
  %v205 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v204, <16 x float> %v165, <16 x float> %v163)
  %v206 = getelementptr float, ptr %v30, i64 4
  %v207 = getelementptr float, ptr %v31, i64 64
  %v208 = add i64 %v29, 1
  %v209 = icmp slt i64 %v208, %v24
  br i1 %v209, label %loop26, label %done27
done27:
  %v210 = phi ptr [ %v22, %loop18 ], [ %v206, %loop26 ]
  %v211 = phi ptr [ %v23, %loop18 ], [ %v207, %loop26 ]
  %v212 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop18 ], [ %v170, %loop26 ]
  %v213 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop18 ], [ %v175, %loop26 ]
  %v214 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop18 ], [ %v180, %loop26 ]
  %v215 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop18 ], [ %v185, %loop26 ]
  %v216 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop18 ], [ %v190, %loop26 ]
  %v217 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop18 ], [ %v195, %loop26 ]
  %v218 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop18 ], [ %v200, %loop26 ]
  %v219 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop18 ], [ %v205, %loop26 ]
  %v222 = icmp slt i64 0, %v25
  br i1 %v222, label %loop220, label %done221
loop220:
  %v223 = phi i64 [ 0, %done27 ], [ %v276, %loop220 ]
  %v224 = phi ptr [ %v210, %done27 ], [ %v274, %loop220 ]
  %v225 = phi ptr [ %v211, %done27 ], [ %v275, %loop220 ]
  %v226 = phi <16 x float> [ %v212, %done27 ], [ %v238, %loop220 ]
  %v227 = phi <16 x float> [ %v213, %done27 ], [ %v243, %loop220 ]
  %v228 = phi <16 x float> [ %v214, %done27 ], [ %v248, %loop220 ]
  %v229 = phi <16 x float> [ %v215, %done27 ], [ %v253, %loop220 ]
  %v230 = phi <16 x float> [ %v216, %done27 ], [ %v258, %loop220 ]
  %v231 = phi <16 x float> [ %v217, %done27 ], [ %v263, %loop220 ]
  %v232 = phi <16 x float> [ %v218, %done27 ], [ %v268, %loop220 ]
  %v233 = phi <16 x float> [ %v219, %done27 ], [ %v273, %loop220 ]
  %v234 = load <16 x float>, ptr %v225, align 4
  %v235 = load float, ptr %v224, align 4
  %v236 = insertelement <16 x float> poison, float %v235, i64 0
  %v237 = shufflevector <16 x float> %v236, <16 x float> poison, <16 x i32> zeroinitializer
  %v238 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v237, <16 x float> %v234, <16 x float> %v226)
  %v239 = getelementptr float, ptr %v224, i64 8
  %v240 = load float, ptr %v239, align 4
  %v241 = insertelement <16 x float> poison, float %v240, i64 0
  %v242 = shufflevector <16 x float> %v241, <16 x float> poison, <16 x i32> zeroinitializer
  %v243 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v242, <16 x float> %v234, <16 x float> %v227)
  %v244 = getelementptr float, ptr %v224, i64 16
  %v245 = load float, ptr %v244, align 4
  %v246 = insertelement <16 x float> poison, float %v245, i64 0
  %v247 = shufflevector <16 x float> %v246, <16 x float> poison, <16 x i32> zeroinitializer
  %v248 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v247, <16 x float> %v234, <16 x float> %v228)
  %v249 = getelementptr float, ptr %v224, i64 24
  %v250 = load float, ptr %v249, align 4
  %v251 = insertelement <16 x float> poison, float %v250, i64 0
  %v252 = shufflevector <16 x float> %v251, <16 x float> poison, <16 x i32> zeroinitializer
  %v253 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v252, <16 x float> %v234, <16 x float> %v229)
  %v254 = getelementptr float, ptr %v224, i64 32
  %v255 = load float, ptr %v254, align 4
  %v256 = insertelement <16 x float> poison, float %v255, i64 0
  %v257 = shufflevector <16 x float> %v256, <16 x float> poison, <16 x i32> zeroinitializer
  %v258 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v257, <16 x float> %v234, <16 x float> %v230)
  %v259 = getelementptr float, ptr %v224, i64 40
  %v260 = load float, ptr %v259, align 4
  %v261 = insertelement <16 x float> poison, float %v260, i64 0
  %v262 = shufflevector <16 x float> %v261, <16 x float> poison, <16 x i32> zeroinitializer
  %v263 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v262, <16 x float> %v234, <16 x float> %v231)
  %v264 = getelementptr float, ptr %v224, i64 48
  %v265 = load float, ptr %v264, align 4
  %v266 = insertelement <16 x float> poison, float %v265, i64 0
  %v267 = shufflevector <16 x float> %v266, <16 x float> poison, <16 x i32> zeroinitializer
  %v268 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v267, <16 x float> %v234, <16 x float> %v232)
  %v269 = getelementptr float, ptr %v224, i64 56
  %v270 = load float, ptr %v269, align 4
  %v271 = insertelement <16 x float> poison, float %v270, i64 0
  %v272 = shufflevector <16 x float> %v271, <16 x float> poison, <16 x i32> zeroinitializer
  %v273 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v272, <16 x float> %v234, <16 x float> %v233)
  %v274 = getelementptr float, ptr %v224, i64 1
  %v275 = getelementptr float, ptr %v225, i64 16
  %v276 = add i64 %v223, 1
  %v277 = icmp slt i64 %v276, %v25
  br i1 %v277, label %loop220, label %done221
done221:
  %v278 = phi ptr [ %v210, %done27 ], [ %v274, %loop220 ]
  %v279 = phi ptr [ %v211, %done27 ], [ %v275, %loop220 ]
  %v280 = phi <16 x float> [ %v212, %done27 ], [ %v238, %loop220 ]
  %v281 = phi <16 x float> [ %v213, %done27 ], [ %v243, %loop220 ]
  %v282 = phi <16 x float> [ %v214, %done27 ], [ %v248, %loop220 ]
  %v283 = phi <16 x float> [ %v215, %done27 ], [ %v253, %loop220 ]
  %v284 = phi <16 x float> [ %v216, %done27 ], [ %v258, %loop220 ]
  %v285 = phi <16 x float> [ %v217, %done27 ], [ %v263, %loop220 ]
  %v286 = phi <16 x float> [ %v218, %done27 ], [ %v268, %loop220 ]
  %v287 = phi <16 x float> [ %v219, %done27 ], [ %v273, %loop220 ]
  %v288 = mul i64 %v17, 16
  %v289 = getelementptr float, ptr %v5, i64 %v288
  %v290 = getelementptr float, ptr %v289, i64 %v20
  store <16 x float> %v280, ptr %v290, align 4
  %v291 = getelementptr float, ptr %v290, i64 16
  store <16 x float> %v281, ptr %v291, align 4
  %v292 = getelementptr float, ptr %v290, i64 32
  store <16 x float> %v282, ptr %v292, align 4
  %v293 = getelementptr float, ptr %v290, i64 48
  store <16 x float> %v283, ptr %v293, align 4
  %v294 = getelementptr float, ptr %v290, i64 64
  store <16 x float> %v284, ptr %v294, align 4
  %v295 = getelementptr float, ptr %v290, i64 80
  store <16 x float> %v285, ptr %v295, align 4
  %v296 = getelementptr float, ptr %v290, i64 96
  store <16 x float> %v286, ptr %v296, align 4
  %v297 = getelementptr float, ptr %v290, i64 112
  store <16 x float> %v287, ptr %v297, align 4
  %v298 = add i64 %v20, 16
  %v299 = icmp slt i64 %v298, 16
  br i1 %v299, label %loop18, label %done19
done19:
  %v300 = add i64 %v16, 1
  %v301 = icmp slt i64 %v300, %v12
  br i1 %v301, label %loop13, label %done14
done14:
  %v302 = icmp sgt i64 %end, %v10
  br i1 %v302, label %then303, label %after304
then303:
  %v305 = mul i64 %v10, 8
  %v308 = icmp slt i64 %v305, %v7
  br i1 %v308, label %loop306, label %done307
loop306:
  %v309 = phi i64 [ %v305, %then303 ], [ %v382, %done311 ]
  br label %loop310
loop310:
  %v312 = phi i64 [ 0, %loop306 ], [ %v380, %done359 ]
  %v313 = mul i64 %v309, 8
  %v314 = getelementptr float, ptr %v1, i64 %v313
  %v315 = getelementptr float, ptr %v3, i64 %v312
  %v316 = sdiv i64 %v9, 4
  %v317 = and i64 %v9, 3
  %v320 = icmp slt i64 0, %v316
  br i1 %v320, label %loop318, label %done319
loop318:
  %v321 = phi i64 [ 0, %loop310 ], [ %v353, %loop318 ]
  %v322 = phi ptr [ %v314, %loop310 ], [ %v351, %loop318 ]
  %v323 = phi ptr [ %v315, %loop310 ], [ %v352, %loop318 ]
  %v324 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop310 ], [ %v350, %loop318 ]
  %v325 = load <16 x float>, ptr %v323, align 4
  %v326 = load float, ptr %v322, align 4
  %v327 = insertelement <16 x float> poison, float %v326, i64 0
  %v328 = shufflevector <16 x float> %v327, <16 x float> poison, <16 x i32> zeroinitializer
  %v329 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v328, <16 x float> %v325, <16 x float> %v324)
  %v330 = getelementptr float, ptr %v323, i64 16
  %v331 = load <16 x float>, ptr %v330, align 4
  %v332 = getelementptr float, ptr %v322, i64 1
  %v333 = load float, ptr %v332, align 4
  %v334 = insertelement <16 x float> poison, float %v333, i64 0
  %v335 = shufflevector <16 x float> %v334, <16 x float> poison, <16 x i32> zeroinitializer
  %v336 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v335, <16 x float> %v331, <16 x float> %v329)
  %v337 = getelementptr float, ptr %v323, i64 32
  %v338 = load <16 x float>, ptr %v337, align 4
  %v339 = getelementptr float, ptr %v322, i64 2
  %v340 = load float, ptr %v339, align 4
  %v341 = insertelement <16 x float> poison, float %v340, i64 0
  %v342 = shufflevector <16 x float> %v341, <16 x float> poison, <16 x i32> zeroinitializer
  %v343 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v342, <16 x float> %v338, <16 x float> %v336)
  %v344 = getelementptr float, ptr %v323, i64 48
  %v345 = load <16 x float>, ptr %v344, align 4
  %v346 = getelementptr float, ptr %v322, i64 3
  %v347 = load float, ptr %v346, align 4
  %v348 = insertelement <16 x float> poison, float %v347, i64 0
  %v349 = shufflevector <16 x float> %v348, <16 x float> poison, <16 x i32> zeroinitializer
  %v350 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v349, <16 x float> %v345, <16 x float> %v343)
  %v351 = getelementptr float, ptr %v322, i64 4
  %v352 = getelementptr float, ptr %v323, i64 64
  %v353 = add i64 %v321, 1
  %v354 = icmp slt i64 %v353, %v316
  br i1 %v354, label %loop318, label %done319
done319:
  %v355 = phi ptr [ %v314, %loop310 ], [ %v351, %loop318 ]
  %v356 = phi ptr [ %v315, %loop310 ], [ %v352, %loop318 ]
  %v357 = phi <16 x float> [ <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>, %loop310 ], [ %v350, %loop318 ]
  %v360 = icmp slt i64 0, %v317
  br i1 %v360, label %loop358, label %done359
loop358:
  %v361 = phi i64 [ 0, %done319 ], [ %v372, %loop358 ]
  %v362 = phi ptr [ %v355, %done319 ], [ %v370, %loop358 ]
  %v363 = phi ptr [ %v356, %done319 ], [ %v371, %loop358 ]
  %v364 = phi <16 x float> [ %v357, %done319 ], [ %v369, %loop358 ]
  %v365 = load <16 x float>, ptr %v363, align 4
  %v366 = load float, ptr %v362, align 4
  %v367 = insertelement <16 x float> poison, float %v366, i64 0
  %v368 = shufflevector <16 x float> %v367, <16 x float> poison, <16 x i32> zeroinitializer
  %v369 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v368, <16 x float> %v365, <16 x float> %v364)
  %v370 = getelementptr float, ptr %v362, i64 1
  %v371 = getelementptr float, ptr %v363, i64 16
  %v372 = add i64 %v361, 1
  %v373 = icmp slt i64 %v372, %v317
  br i1 %v373, label %loop358, label %done359
done359:
  %v374 = phi ptr [ %v355, %done319 ], [ %v370, %loop358 ]
  %v375 = phi ptr [ %v356, %done319 ], [ %v371, %loop358 ]
  %v376 = phi <16 x float> [ %v357, %done319 ], [ %v369, %loop358 ]
  %v377 = mul i64 %v309, 16
  %v378 = getelementptr float, ptr %v5, i64 %v377
  %v379 = getelementptr float, ptr %v378, i64 %v312
  store <16 x float> %v376, ptr %v379, align 4
  %v380 = add i64 %v312, 16
  %v381 = icmp slt i64 %v380, 16
  br i1 %v381, label %loop310, label %done311
done311:
  %v382 = add i64 %v309, 1
  %v383 = icmp slt i64 %v382, %v7
  br i1 %v383, label %loop306, label %done307
done307:
  br label %after304
after304:
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
  %v57 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v56, i32 4, <16 x i1> %v55, <16 x float> <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>)
  %v58 = getelementptr float, ptr %v30, i64 %v34
  %v59 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v58, i32 4, <16 x i1> %v55, <16 x float> <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>)
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
define void @rows_ccb5b594f4284b2e15f7(ptr %args, i64 %begin, i64 %end) #0 {
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
  %v24 = fcmp ugt <16 x float> %v23, <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>
  %v25 = select <16 x i1> %v24, <16 x float> %v23, <16 x float> <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>
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
  %v39 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v38, i32 4, <16 x i1> %v37, <16 x float> <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>)
  %v40 = fcmp ugt <16 x float> %v39, <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>
  %v41 = select <16 x i1> %v40, <16 x float> %v39, <16 x float> <float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000, float 0x0000000000000000>
  %v42 = getelementptr float, ptr %v3, i64 %v17
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v41, ptr %v42, i32 4, <16 x i1> %v37)
  %v43 = add i64 %v34, 1
  %v44 = icmp slt i64 %v43, %v30
  br i1 %v44, label %loop31, label %done32
done32:
  ret void
}
attributes #0 = { nounwind "no-trapping-math"="true" }
