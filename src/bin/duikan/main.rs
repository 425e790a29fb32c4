use duikan::*;
use std::io::Write;
fn main(){
  let a:Vec<String>=std::env::args().skip(1).collect();
  let ix=std::env::var("DUIKAN_INDEX").unwrap();
  let out=&mut std::io::BufWriter::new(std::io::stdout().lock());
  match a[0].as_str(){
    "index"=>{ let mut b=Collection::build(&ix); for r in &a[1..]{b=b.texts(r);} let t=std::time::Instant::now(); match b.run(){Ok(r)=>{present::json(&r,out).unwrap();eprintln!("{:?}",t.elapsed())},Err(e)=>{eprintln!("{e}");std::process::exit(2)}} }
    "search"=>{ let c=Collection::open(&ix).unwrap(); let r=c.search(&Query::new(&a[1]).limit(100000)).unwrap(); for h in &r.hits { present::json(h,out).unwrap(); } eprintln!("{} {}",r.paragraphs,r.documents); }
    "links"=>{ let c=Collection::open(&ix).unwrap(); c.pairs(Pairs::Families,|p|{present::json(&p,out).unwrap();Ok(())}).unwrap(); }
    _=>{}
  }
}
