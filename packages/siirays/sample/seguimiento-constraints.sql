alter table variable add primary key (id_variable);
alter table periodo add primary key (id_periodo);
alter table valor_variable
  add primary key (id_epsa, id_periodo, id_variable),
  add foreign key (id_epsa) references public.epsa,
  add foreign key (id_periodo) references periodo,
  add foreign key (id_variable) references variable;
create index on valor_variable (fecha_actualizacion);
