import sys
cur=None; res=[]
for l in sys.stdin:
    if len(l)<4 or l[1] not in 'LSM': continue
    try: a,s=l[3:].split(','); a=int(a,16); s=int(s)
    except: continue
    if a==0x30000000:
        if cur is not None: res.append(len(cur))
        cur=set()
    elif cur is not None and 0x20000000<=a<0x20400000:
        for x in range(a>>6,(a+s-1>>6)+1): cur.add(x)
print(sum(res)/len(res),len(res))
