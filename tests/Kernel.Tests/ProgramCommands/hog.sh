/hog; echo ended $?
seq 3 | sort -r | tr '\n' ' '; echo
