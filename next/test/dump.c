#include <ksym.h>
#include <stdio.h>
#include <stdlib.h>
int main(int c,char**v){FILE*f=fopen(v[1],"r");fseek(f,0,SEEK_END);long n=ftell(f);rewind(f);void*b=malloc(n);if(fread(b,1,n,f)!=(size_t)n)return 1;
struct ksym_table t;int e=ksym_open(&t,b,n);if(e){fprintf(stderr,"%s\n",ksym_strerror(e));return 1;}static char s[70000];
for(uint32_t i=0;i<ksym_count(&t);i++){struct ksym_symbol y;ksym_get(&t,i,&y);ksym_name(&t,&y,s,sizeof s);printf("%llx %llx %d %d %s\n",(unsigned long long)y.addr,(unsigned long long)y.size,y.type,y.flags,s);}}
