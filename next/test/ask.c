#include <ksym.h>
#include <stdio.h>
#include <stdlib.h>
static uint32_t rs=1; static uint32_t rnd(void){rs^=rs<<13;rs^=rs>>17;rs^=rs<<5;return rs;}
int main(int c,char**v){FILE*f=fopen(v[2],"r");fseek(f,0,SEEK_END);long n=ftell(f);rewind(f);void*b=malloc(n);if(fread(b,1,n,f)!=(size_t)n)return 1;
size_t N=atoi(v[3]);struct ksym_table t;if(ksym_open(&t,b,n))return 1;char(*nm)[256]=calloc(N,256);uint64_t*a=calloc(N,8);struct ksym_symbol g;static char buf[70000];
for(size_t i=0;i<N;i++){do ksym_get(&t,rnd()%ksym_count(&t),&g);while(!g.size);a[i]=g.addr+rnd()%g.size;ksym_name(&t,&g,nm[i],256);}
uint64_t s=0;char w=v[1][0];for(size_t i=0;i<N&&w!='x';i++){if(w=='f')s+=ksym_find(&t,nm[i],&g);else{s+=ksym_lookup(&t,a[i],&g);if(w=='n')s+=ksym_name(&t,&g,buf,sizeof buf);}}printf("%lu\n",s);}
