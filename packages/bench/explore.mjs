import { fork } from "node:child_process";
import fs from "node:fs";
const d="/tmp/ph/photos/"; const files=fs.readdirSync(d).filter(f=>f.endsWith(".jpg")).slice(0,96).map(f=>d+f);
const folder=fs.readdirSync("/tmp/revimg-clip-models").find(f=>f.startsWith("full"));
const names=["revimg","transformers","model","decoding"];
fs.rmSync("/tmp/explore",{recursive:true,force:true});
const kids={};
function start(n){const c=fork("dist/clip-process.js",[n],{cwd:"/work/main/packages/bench",stdio:["ignore",2,2,"ipc"]});const w=new Map();let k=0;
 c.on("message",m=>{const p=w.get(m.call);w.delete(m.call);m.failure?p[1](new Error(m.failure)):p[0](m.result)});
 return new Proxy({kill:()=>c.kill()},{get:(t,m)=>m==="kill"?t.kill:(...args)=>new Promise((a,b)=>{const call=++k;w.set(call,[a,b]);c.send({call,method:m,args})})});}
for(const n of names){fs.mkdirSync("/tmp/explore/"+n,{recursive:true});kids[n]=start(n);await kids[n].load({modelFolder:"/tmp/revimg-clip-models/"+folder,workDirectory:"/tmp/explore/"+n,threads:2},{small:files,large:[]});await kids[n].embed("small",0,8,8);}
const show=(l,w)=>console.log(l.padEnd(24),(w.cpuMs/w.pictures).toFixed(1),"cpu",(w.pictures/w.wallMs*1000).toFixed(1),"/s", "util",(w.cpuMs/w.wallMs/2).toFixed(2), "p99",w.loop.p99Ms.toFixed(1));
for(let r=0;r<3;r++){
 show("model 8",await kids.model.embed("small",0,48,8));
 for(const b of [8,12,4]) show("revimg lanes "+2*b,await kids.revimg.embed("small",0,48,b));
 show("tjs 8",await kids.transformers.embed("small",0,48,8));
 show("decoding",await kids.decoding.embed("small",0,96,8));
 show("model 1",await kids.model.embed("small",0,16,1));
 show("revimg 1",await kids.revimg.embed("small",0,16,1));
 show("tjs 1",await kids.transformers.embed("small",0,16,1));
}
for(const n of names)kids[n].kill();
